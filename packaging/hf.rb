# Homebrew formula that builds hf from this checkout:
#
#     brew install --HEAD --formula packaging/hf.rb
#
# NOT RUN in .ci/run: Homebrew is not available there.
class Hf < Formula
  desc "Hugging Face Hub from the command line"
  homepage "https://huggingface.co/docs/huggingface_hub/guides/cli"
  license "Apache-2.0"
  head "file://#{File.expand_path("..", __dir__)}", using: :git, branch: "main"

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    bash_completion.install "completions/hf.bash" => "hf"
    bash_completion.install_symlink bash_completion/"hf" => "huggingface-cli"
    fish_completion.install "completions/hf.fish"
    zsh_completion.install "completions/_hf"
    man1.install Dir["man/*.1"]
    man7.install Dir["man/*.7"]
  end

  test do
    ENV["HF_HOME"] = testpath
    assert_match version.to_s, shell_output("#{bin}/hf --version") unless build.head?
    assert_match "HF_HUB_OFFLINE", shell_output("HF_HUB_OFFLINE=1 #{bin}/hf models info gpt2 2>&1", 6)
    assert_match "name: hf-cli", shell_output("#{bin}/hf skills preview")
  end
end
