//! The `diglot` program: parses the arguments, runs the command, prints the error, sets the exit
//! code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match diglot::cli::run() {
        Ok(code) => code,
        Err(error) => diglot::cli::explain(&error),
    }
}
