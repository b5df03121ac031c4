class Wslnet < Formula
  desc "Reads, explains and changes WSL's networking settings in .wslconfig"
  homepage "https://github.com/wslnet/wslnet"
  version "{{version}}"
  license "MIT"

  on_macos do
    on_intel do
      url "https://github.com/wslnet/wslnet/releases/download/v{{version}}/wslnet-macos-x64.tar.gz"
      sha256 "{{sha256 wslnet-macos-x64.tar.gz}}"
    end
    on_arm do
      url "https://github.com/wslnet/wslnet/releases/download/v{{version}}/wslnet-macos-arm64.tar.gz"
      sha256 "{{sha256 wslnet-macos-arm64.tar.gz}}"
    end
  end

  on_linux do
    on_intel do
      url "https://github.com/wslnet/wslnet/releases/download/v{{version}}/wslnet-linux-x64.tar.gz"
      sha256 "{{sha256 wslnet-linux-x64.tar.gz}}"
    end
    on_arm do
      url "https://github.com/wslnet/wslnet/releases/download/v{{version}}/wslnet-linux-arm64.tar.gz"
      sha256 "{{sha256 wslnet-linux-arm64.tar.gz}}"
    end
  end

  def install
    bin.install "wslnet"
    man1.install "wslnet.1"
    generate_completions_from_executable(bin/"wslnet", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/wslnet --version")
    (testpath/"wslconfig").write "[wsl2]\nnetworkingMode=nat\n"
    system bin/"wslnet", "set", "mirrored", "--file", "wslconfig"
    assert_equal "mirrored\n", shell_output("#{bin}/wslnet get networkingMode --file wslconfig")
  end
end
