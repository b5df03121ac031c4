import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a played WSL differs from one where all goes well. */
export interface WslManner {
  /** The mode that comes up where the file says mirrored. */
  readonly mirrored?: string;
  /** Lines of sh in front of all others, for what goes wrong; `$*` is what it was asked. */
  readonly trouble?: string;
  /** The distribution that somebody else starts as soon as WSL has ended. */
  readonly other?: string;
}

/**
 * A `wsl.exe` that ends, starts, lists distributions and tells its mode, by the file. It runs when it is made, in nat
 * mode, for an hour.
 */
export class PlayedWsl {
  private readonly folder: string;

  /**
   * @param folder where it keeps its state
   * @param program where `wsl.exe` is made
   * @param file the `.wslconfig` that it reads when it starts
   */
  constructor(
    folder: string,
    program: string,
    file: string,
    { mirrored = 'mirrored', trouble = '', other = '' }: WslManner = {},
  ) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(join(folder, 'running'), String(Math.floor(Date.now() / 1000) - 3600));
    writeFileSync(join(folder, 'mode'), 'nat\n');
    writeFileSync(
      program,
      `#!/bin/sh
PATH=/usr/bin:/bin
cd '${folder}' || exit
echo "$*" >> calls
has_mirrored() { grep -q mirrored '${file}' 2>/dev/null; }
start() {
  [ -e running ] && return
  date +%s > running
  if has_mirrored; then echo '${mirrored}'; else echo nat; fi > mode
}
state() { if [ -e "$1" ]; then echo Running; else echo Stopped; fi; }
${trouble}
case "$*" in
  --shutdown) rm -f running other; if [ '${other}' ]; then start; : > other; fi ;;
  '-l -v') printf '  NAME   STATE   VERSION\\n* Debian   %s   2\\n  ${other || 'docker-desktop'}   %s   2\\n' "$(state running)" "$(state other)" ;;
  --version) echo 'WSL: 2.7.3.0'; echo 'Kernel: 6.6.87.2-1' ;;
  *'-e true') start ;;
  *'cat /proc/uptime') echo "$(($(date +%s) - $(cat running))).25 1.00" ;;
  *'cat /proc/stat') echo "btime $(cat running)" ;;
  *networking-mode) cat mode ;;
  *) exit 1 ;;
esac
`,
    );
    chmodSync(program, 0o755);
  }

  /** What it was asked, one a line. */
  get calls(): string {
    const log = join(this.folder, 'calls');
    return existsSync(log) ? readFileSync(log, 'utf8') : '';
  }

  get isRunning(): boolean {
    return existsSync(join(this.folder, 'running'));
  }

  /** Ends it, as if nobody had asked for that. */
  end(): void {
    rmSync(join(this.folder, 'running'), { force: true });
  }
}
