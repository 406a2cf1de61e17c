# Nix flake that builds hf from this checkout:
#
#     nix run 'path:.?dir=packaging' -- --version
#
# NOT RUN in .ci/run: Nix is not available there.
{
  description = "The Hugging Face Hub from the command line";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forAll = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
      manifest = (builtins.fromTOML (builtins.readFile ../Cargo.toml)).package;
    in
    {
      packages = forAll (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = manifest.name;
          inherit (manifest) version;
          src = ./..;
          cargoLock.lockFile = ../Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests start servers and need more tools than a build has.
          doCheck = false;
          postInstall = ''
            installManPage man/*.1 man/*.7
            installShellCompletion --bash --name hf completions/hf.bash
            installShellCompletion --fish completions/hf.fish
            installShellCompletion --zsh completions/_hf
          '';
          meta.mainProgram = "hf";
        };
      });
    };
}
