//! Work on several threads, its results in the order of the work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::trial::Bench;
use crate::model::stop::Stop;

/// How much of a thread's stack a case may take: guards of mocks nest as deep as they are allowed to.
const STACK: usize = 8 << 20;

/// Does the work for each of a list; none for what was left when the stop was pressed. `done` is told after each.
///
/// # Errors
/// What the system says where no thread or clock can be had.
pub(super) fn each<T: Sync, R: Send>(
    list: &[T],
    jobs: usize,
    stop: &Stop,
    work: impl Fn(&Bench, &T) -> R + Sync,
    done: &mut dyn FnMut(usize),
) -> std::io::Result<Vec<Option<R>>> {
    let next = AtomicUsize::new(0);
    let mut results: Vec<Option<R>> = list.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let (sender, results_in) = mpsc::channel();
        for _ in 0..jobs.clamp(1, list.len().max(1)) {
            let bench = Bench::new()?;
            let (sender, next, work) = (sender.clone(), &next, &work);
            let labour = move || {
                while !stop.is_pressed() {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = list.get(at) else { break };
                    if sender.send((at, work(&bench, item))).is_err() {
                        break;
                    }
                }
            };
            std::thread::Builder::new().name("prove".into()).stack_size(STACK).spawn_scoped(scope, labour)?;
        }
        drop(sender);
        for (count, (at, result)) in results_in.into_iter().enumerate() {
            results[at] = Some(result);
            done(count + 1);
        }
        Ok::<(), std::io::Error>(())
    })?;
    // A thread ends early only by a panic, which the scope passes on.
    Ok(results)
}
