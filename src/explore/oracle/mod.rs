//! What can be wrong with a service: one file an oracle, and the table of them.

pub mod api;
mod auth_ignored;
mod child_outlives_parent;
mod created_differs;
mod filter_ignored;
mod idempotency;
mod idempotency_key_reused;
mod limit_ignored;
mod missing_from_list;
mod missing_header_accepted;
mod negative_accepted;
mod object_level_authorization;
mod order_ignored;
mod other_field_lost;
mod paging_gap;
mod paging_overlap;
mod phantom_resource;
mod positive_refused;
mod precondition_ignored;
mod problem_status;
mod replacement_keeps;
mod response_headers;
mod response_schema;
mod rounded_number;
mod server_error;
mod slow_answer;
mod stale_answer;
mod total_wrong;
mod undeclared_content_type;
mod undeclared_status;
mod unreadable_after_creation;
mod unstable;
mod unsupported_method;
mod update_without_effect;
mod use_after_delete;
mod wrong_auth_accepted;
mod wrong_content_type_accepted;
mod wrong_parent;
mod wrong_resource;

#[cfg(test)]
mod tests;

/// Every oracle.
pub static TABLE: &[&api::Row] = &[
    &server_error::ROW,
    &undeclared_status::ROW,
    &undeclared_content_type::ROW,
    &response_headers::ROW,
    &response_schema::ROW,
    &problem_status::ROW,
    &negative_accepted::ROW,
    &missing_header_accepted::ROW,
    &wrong_content_type_accepted::ROW,
    &positive_refused::ROW,
    &auth_ignored::ROW,
    &wrong_auth_accepted::ROW,
    &object_level_authorization::ROW,
    &unsupported_method::ROW,
    &unreadable_after_creation::ROW,
    &created_differs::ROW,
    &wrong_resource::ROW,
    &phantom_resource::ROW,
    &rounded_number::ROW,
    &update_without_effect::ROW,
    &other_field_lost::ROW,
    &replacement_keeps::ROW,
    &stale_answer::ROW,
    &precondition_ignored::ROW,
    &use_after_delete::ROW,
    &child_outlives_parent::ROW,
    &wrong_parent::ROW,
    &missing_from_list::ROW,
    &total_wrong::ROW,
    &limit_ignored::ROW,
    &paging_overlap::ROW,
    &paging_gap::ROW,
    &filter_ignored::ROW,
    &order_ignored::ROW,
    &idempotency::ROW,
    &idempotency_key_reused::ROW,
    &unstable::ROW,
    &slow_answer::ROW,
];
