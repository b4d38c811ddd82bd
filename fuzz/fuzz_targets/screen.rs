#![no_main]

#[path = "../bodies/screen.rs"]
mod body;
#[path = "../../tests/oracle/generate/mod.rs"]
#[expect(dead_code, reason = "the oracle uses more of it")]
mod generate;
#[path = "../../tests/oracle/reference/mod.rs"]
mod reference;
#[path = "../bodies/shipped.rs"]
mod shipped;
#[path = "../bodies/written.rs"]
mod written;

libfuzzer_sys::fuzz_target!(|input: &[u8]| body::run(input));
