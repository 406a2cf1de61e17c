fn main() -> std::process::ExitCode {
    hf::main(std::env::args_os().collect())
}
