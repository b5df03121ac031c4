/** The version of bun that executables contain, and the packages of npm it comes in. */
export const BUN_VERSION = '1.4.5';

/**
 * The systems that executables are made for.
 * - `bun`: the package `@oven/bun-<bun>` that holds bun for the system. Baseline builds run on processors without AVX2 too,
 *   and start as quickly.
 * - `integrity`: what the registry says of that package, held here so that another package under its name is refused. For
 *   a new version of bun: `npm view @oven/bun-<bun>@<version> dist.integrity`.
 * - `goal`: what `bun build --target` calls the system.
 * - `node`: what Node calls it, as `platform-arch`.
 */
export const TARGETS = [
  {
    name: 'linux-x64',
    node: 'linux-x64',
    bun: 'linux-x64-baseline',
    goal: 'bun-linux-x64-baseline',
    integrity: 'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
  },
  {
    name: 'linux-arm64',
    node: 'linux-arm64',
    bun: 'linux-aarch64',
    goal: 'bun-linux-arm64',
    integrity: 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
  {
    name: 'macos-x64',
    node: 'darwin-x64',
    bun: 'darwin-x64-baseline',
    goal: 'bun-darwin-x64-baseline',
    integrity: 'sha512-zqfLA5A4B+hYMh5WYzYSot3uZ06FzhdP0OEwQisEzdirYtXGj5cQFlfy31BGfNsAsk1Gd/w/OxJ/jqqJ3cMclw==',
  },
  {
    name: 'macos-arm64',
    node: 'darwin-arm64',
    bun: 'darwin-aarch64',
    goal: 'bun-darwin-arm64',
    integrity: 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  },
  {
    name: 'windows-x64',
    node: 'win32-x64',
    bun: 'windows-x64-baseline',
    goal: 'bun-windows-x64-baseline',
    integrity: 'sha512-/U3Dc74uGqE6EUqef7mPtg9KwJs7iJH4JHRMfIZIn18MrJh6Xz4gVvWDXRvzCL2j8wPlTnJVyrO4n7Qq4uM7TQ==',
  },
  {
    name: 'windows-arm64',
    node: 'win32-arm64',
    bun: 'windows-aarch64',
    goal: 'bun-windows-arm64',
    integrity: 'sha512-MiPFZnBNDnBXgr1oONc5pizC4fOLjnIOfNkYdFEnWzLmoFTg86naZIG3SvS7d/GglpQSAnCKMAzSjI/TAckiRw==',
  },
];

/** Whether a target is Windows, where programs end in `.exe` and archives are zip files. */
export const isWindows = (target) => target.node.startsWith('win32');

/** The name of the program of a target. */
export const programName = (target) => (isWindows(target) ? 'wslnet.exe' : 'wslnet');

/** The name of the archive of a target. It has no version, so that `releases/latest/download/<name>` always works. */
export const archiveName = (target) => `wslnet-${target.name}.${isWindows(target) ? 'zip' : 'tar.gz'}`;

/** The target that this machine is. */
export const hostTarget = () => TARGETS.find(({ node }) => node === `${process.platform}-${process.arch}`);
