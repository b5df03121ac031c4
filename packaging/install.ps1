# Installs wslnet for the current user of Windows:
#   irm https://github.com/wslnet/wslnet/releases/latest/download/install.ps1 | iex
#
# It downloads an archive and checksums.txt of the same release, and installs nothing unless the two agree. Variables:
#   WSLNET_VERSION         the version to install, like 1.2.3; without it the latest
#   WSLNET_INSTALL_DIR     the folder for the program; without it %LOCALAPPDATA%\Programs\wslnet
#   WSLNET_DOWNLOAD_URL    another place that has the files of a release
#   WSLNET_NO_MODIFY_PATH  1 leaves the PATH variable as it is
& {
  # Everything is inside this block: a download cut short does not parse, and the caller's settings stay as they are.
  $ErrorActionPreference = 'Stop'
  # Windows PowerShell takes minutes to draw the progress of a download.
  $ProgressPreference = 'SilentlyContinue'

  function Get-Architecture {
    # A 32-bit PowerShell is told of its own kind in the first variable, and of Windows' in the second.
    $name = $env:PROCESSOR_ARCHITEW6432
    if (-not $name) { $name = $env:PROCESSOR_ARCHITECTURE }
    switch ($name) {
      'AMD64' { return 'x64' }
      'ARM64' { return 'arm64' }
      default { throw "There is no program for the processor '$name'. With Node: npm install --global wslnet" }
    }
  }

  function Save-File([string] $Address, [string] $Path) {
    try {
      Invoke-WebRequest -Uri $Address -OutFile $Path -UseBasicParsing
    } catch {
      throw "$Address could not be downloaded: $($_.Exception.Message)"
    }
  }

  function Confirm-Checksum([string] $Folder, [string] $Name) {
    $expected = $null
    foreach ($line in Get-Content -LiteralPath (Join-Path $Folder 'checksums.txt')) {
      $checksum, $file = $line -split '  ', 2
      if ($file -eq $Name) { $expected = $checksum }
    }
    if (-not $expected) { throw "checksums.txt does not list $Name. Nothing was installed." }
    $found = (Get-FileHash -LiteralPath (Join-Path $Folder $Name) -Algorithm SHA256).Hash
    if ($found -ne $expected) { throw "The checksum of $Name is wrong. Nothing was installed." }
  }

  # The registry's own text: what .NET gives has variables in it replaced by their values, which would be written back.
  function Add-UserPath([string] $Folder) {
    $key = Get-Item -LiteralPath 'HKCU:\Environment'
    $path = [string] $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
    $there = $path -split ';' | ForEach-Object { [Environment]::ExpandEnvironmentVariables($_).TrimEnd('\') }
    if ($there -contains $Folder.TrimEnd('\')) { return $false }
    $parts = @($path.TrimEnd(';'), $Folder) | Where-Object { $_ }
    Set-ItemProperty -LiteralPath 'HKCU:\Environment' -Name 'Path' -Value ($parts -join ';') -Type 'ExpandString'
    # Tells running programs, the desktop above all, to read the variables again.
    [Environment]::SetEnvironmentVariable('WSLNET_INSTALLED', $null, 'User')
    return $true
  }

  $releases = 'https://github.com/wslnet/wslnet/releases'
  $url = "$releases/latest/download"
  if ($env:WSLNET_VERSION) { $url = "$releases/download/v" + $env:WSLNET_VERSION.TrimStart('v') }
  if ($env:WSLNET_DOWNLOAD_URL) { $url = $env:WSLNET_DOWNLOAD_URL }
  $folder = $env:WSLNET_INSTALL_DIR
  if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'Programs\wslnet' }
  $archive = "wslnet-windows-$(Get-Architecture).zip"
  # GitHub takes nothing older, and Windows PowerShell does not offer it by itself.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

  $id = [guid]::NewGuid()
  $work = Join-Path ([IO.Path]::GetTempPath()) "wslnet-$id"
  New-Item -ItemType Directory -Path $work | Out-Null
  try {
    Write-Output "Downloading $url/$archive"
    Save-File "$url/$archive" (Join-Path $work $archive)
    Save-File "$url/checksums.txt" (Join-Path $work 'checksums.txt')
    Confirm-Checksum $work $archive
    $files = Join-Path $work 'files'
    Expand-Archive -LiteralPath (Join-Path $work $archive) -DestinationPath $files
    New-Item -ItemType Directory -Path $folder -Force | Out-Null
    # The program is copied under a new name: of two that install at once, each has its own. A program that runs cannot be
    # overwritten, but it can be moved away.
    $program = Join-Path $folder 'wslnet.exe'
    $draft = Join-Path $folder "wslnet-$id.exe"
    $former = Join-Path $folder "wslnet-$id.old.exe"
    Move-Item -LiteralPath (Join-Path $files 'wslnet.exe') -Destination (Join-Path $files "wslnet-$id.exe")
    try {
      Copy-Item -Path (Join-Path $files '*') -Destination $folder -Recurse -Force
      if (Test-Path -LiteralPath $program) { Move-Item -LiteralPath $program -Destination $former }
      Move-Item -LiteralPath $draft -Destination $program -Force
    } catch {
      if ((Test-Path -LiteralPath $former) -and -not (Test-Path -LiteralPath $program)) {
        Move-Item -LiteralPath $former -Destination $program
      }
      throw
    } finally {
      Remove-Item -LiteralPath $draft -Force -ErrorAction SilentlyContinue
    }
    # One that still runs stays until the next installation.
    Get-ChildItem -LiteralPath $folder -Filter 'wslnet*.old.exe' | Remove-Item -Force -ErrorAction SilentlyContinue
  } finally {
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  }

  Write-Output "Installed wslnet in $folder"
  if ($env:WSLNET_NO_MODIFY_PATH -ne '1' -and (Add-UserPath $folder)) {
    $env:Path = "$env:Path;$folder"
    Write-Output "Added $folder to your PATH. Other windows have it after a restart."
  }
  Write-Output 'Start with: wslnet doctor'
  Write-Output "To uninstall: Remove-Item -Recurse '$($folder -replace "'", "''")'"
  Write-Output 'and take the folder out of your PATH: rundll32 sysdm.cpl,EditEnvironmentVariables'
}
