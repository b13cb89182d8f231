//! Whether it is what it says it is.

pub(crate) mod brand_imitation;
pub(crate) mod login_wall;
pub(crate) mod review_cloaking;
