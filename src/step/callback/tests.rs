//! Callbacks find their case, in order, also those that came before anyone waited.

use super::*;

fn awaited(path: &str, count: usize, status: u16) -> Awaited {
    let answer =
        Answer { status: StatusCode::from_u16(status).unwrap(), headers: HeaderMap::new(), body: Bytes::new() };
    Awaited { method: Method::POST, path: path.into(), count, answer }
}

fn arrival(path: &str, body: &'static str) -> Arrival {
    Arrival {
        at: Timestamp::UNIX_EPOCH,
        method: Method::POST,
        path: path.into(),
        awaited: false,
        url: "http://t.test/".parse().unwrap(),
        headers: HeaderMap::new(),
        body: body.into(),
        answer: plain(StatusCode::NOT_FOUND, ""),
    }
}

#[tokio::test]
async fn each_is_taken_once_in_order_and_answered_by_the_step_that_takes_it() {
    let inbox = Inbox::open(None).await.unwrap();
    let post = inbox.keep("t1".into(), vec![awaited("/done", 2, 200), awaited("/done", 1, 500)]);
    assert_eq!(post.url, format!("{}/t1", inbox.url()));
    let put = |path, body| inbox.boxes.put("t1", arrival(path, body)).status.as_u16();
    assert_eq!(["a", "b", "c", "d"].map(|body| put("/done", body)), [200, 200, 500, 500]);
    assert_eq!(put("/other", "x"), 404);
    for body in ["a", "b"] {
        assert_eq!(post.take(&Method::POST, "/done", Instant::now()).await.unwrap().body, body);
    }
    assert!(post.take(&Method::PUT, "/done", Instant::now()).await.is_none());
    let rest: Vec<_> = post.rest().into_iter().map(|arrival| arrival.body).collect();
    assert_eq!(rest, ["c", "d", "x"]);
    assert!(post.take(&Method::POST, "/done", Instant::now()).await.is_none());
    drop(post);
    assert_eq!(put("/done", "late"), 404);
}

#[tokio::test]
async fn one_that_waits_is_woken() {
    let inbox = Inbox::open(None).await.unwrap();
    let post = inbox.keep("t1".into(), vec![awaited("/done", 1, 204)]);
    let end = Instant::now() + std::time::Duration::from_secs(60);
    let ((), taken) = tokio::join!(
        async {
            tokio::task::yield_now().await;
            inbox.boxes.put("t1", arrival("/other", "x"));
            inbox.boxes.put("t1", arrival("/done", "now"));
        },
        post.take(&Method::POST, "/done", end)
    );
    assert_eq!(taken.unwrap().body, "now");
}

#[tokio::test]
async fn an_address_is_known_behind_whatever_stands_before_it() {
    let inbox = Inbox::open(None).await.unwrap();
    let _post = inbox.keep("t1".into(), Vec::new());
    let find = |path: &str| inbox.boxes.find(path);
    let found = |below: &str| Some(("t1".to_owned(), below.to_owned()));
    assert_eq!(
        [find("/t1"), find("/t1/"), find("/t1/a/b"), find("/hooks/t1/a")],
        [found("/"), found("/"), found("/a/b"), found("/a")]
    );
    assert_eq!([find("/"), find("/t2/a"), find("/xt1/a"), find("t1")], [None, None, None, None]);
}

#[tokio::test]
async fn no_more_are_kept_than_the_limit() {
    let inbox = Inbox::open(None).await.unwrap();
    let post = inbox.keep("t1".into(), vec![awaited("/done", 1, 204)]);
    for _ in 0..MOST {
        assert_eq!(inbox.boxes.put("t1", arrival("/done", "x")).status, 204);
    }
    assert_eq!(inbox.boxes.put("t1", arrival("/done", "x")).status, 503);
    assert_eq!(post.rest().len(), MOST);
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings =
        Callback { listen: taken.local_addr().unwrap(), url: "https://ci.example.test/hooks/".parse().unwrap() };
    assert!(Inbox::open(Some(&settings)).await.unwrap_err().contains("cannot be listened on"));
    drop(taken);
    let inbox = Inbox::open(Some(&settings)).await.unwrap();
    assert_eq!(inbox.keep("t1".into(), Vec::new()).url, "https://ci.example.test/hooks/t1");
}
