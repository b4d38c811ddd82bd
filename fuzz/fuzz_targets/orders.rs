#![no_main]

#[path = "../bodies/orders.rs"]
mod body;
#[path = "../bodies/shipped.rs"]
mod shipped;

libfuzzer_sys::fuzz_target!(|input: &[u8]| body::run(input));
