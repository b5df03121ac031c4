import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { powershellArguments } from '../../src/machine/powershell.ts';
import { HAND_OVER, RESTART, type RestartJob, type RestartReport } from '../../src/machine/restart-scripts.ts';
import { describeWith, placeOf } from '../needs.ts';
import { PlayedWsl, type WslManner } from './played-wsl.ts';
import { PowerShellBench } from './powershell/powershell-bench.ts';

const BEFORE = '[wsl2]\r\nnetworkingMode=nat # Zoë 日本\r\n';
const WRITTEN = BEFORE.replace('nat', 'mirrored');

/** A Windows user's folders, with a `.wslconfig` that was changed to mirrored, and a played `wsl.exe`. */
class Windows extends PowerShellBench {
  readonly file = join(this.folder, 'Users/Zoë/.wslconfig');
  readonly own = join(this.folder, 'Users/Zoë/AppData/Local/wslnet');
  readonly wsl: PlayedWsl;

  constructor(manner?: WslManner) {
    super();
    mkdirSync(this.own, { recursive: true });
    writeFileSync(this.file, WRITTEN);
    const bin = join(this.folder, 'bin');
    this.wsl = new PlayedWsl(join(this.folder, 'wsl'), join(bin, 'wsl.exe'), this.file, manner);
    this.env['PATH'] = `${bin}:${process.env['PATH']}`;
    this.env['LOCALAPPDATA'] = dirname(this.own);
  }

  job(more: Partial<RestartJob> = {}): RestartJob {
    return {
      id: 'a1',
      distribution: 'Debian',
      mode: 'mirrored',
      noStart: false,
      rollback: { file: this.file, written: hash(WRITTEN), before: Buffer.from(BEFORE).toString('base64') },
      pause: 0,
      timeout: 1500,
      askTimeout: 5000,
      ...more,
    };
  }

  keep(job: RestartJob): void {
    writeFileSync(join(this.own, 'restart-job.json'), JSON.stringify(job));
  }

  restart(more: Partial<RestartJob> = {}): RestartReport {
    this.keep(this.job(more));
    const { code, stdout, stderr } = this.run(powershellArguments(RESTART));
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(this.own), 'nothing is left over').toEqual(['restart.json']);
    expect(readdirSync(dirname(this.file)).sort()).toEqual(['.wslconfig', 'AppData']);
    return this.report;
  }

  get report(): RestartReport {
    return JSON.parse(readFileSync(join(this.own, 'restart.json'), 'utf8'));
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describeWith(['pwsh'], 'a restart from outside', () => {
  test('ends WSL, starts the same distribution and tells the mode', () => {
    const windows = new Windows();
    expect(windows.restart()).toMatchObject({
      id: 'a1',
      step: 'done',
      mode: 'mirrored',
      startedAgain: [],
      rollback: null,
      modeAfter: null,
      problem: null,
    });
    expect(windows.text).toBe(WRITTEN);
    expect(windows.wsl.calls.split('\n').slice(0, 4)).toEqual([
      '--shutdown',
      '-l -v',
      '-d Debian -e true',
      '-d Debian -e wslinfo --networking-mode',
    ]);
  });

  test('starts the default distribution where none is named', () => {
    const windows = new Windows();
    expect(windows.restart({ distribution: null })).toMatchObject({ step: 'done', mode: 'mirrored' });
    expect(windows.wsl.calls).toContain('\n-e true\n');
  });

  test('knows virtioproxy by its newer name', () => {
    expect(new Windows({ mirrored: 'consomme' }).restart({ rollback: null })).toMatchObject({ mode: 'virtioproxy' });
  });

  test('with another mode takes the change back, and tells the mode after that', () => {
    const windows = new Windows({ mirrored: 'none' });
    expect(windows.restart()).toMatchObject({ step: 'done', mode: 'none', rollback: 'done', modeAfter: 'nat' });
    expect(windows.text).toBe(BEFORE);
    expect(windows.wsl.calls.match(/--shutdown/g)).toHaveLength(2);
  });

  test('with another mode leaves the change where it is to stay', () => {
    const windows = new Windows({ mirrored: 'none' });
    expect(windows.restart({ rollback: null })).toMatchObject({ step: 'done', mode: 'none', rollback: null });
    expect(windows.text).toBe(WRITTEN);
  });

  test('takes the change back where WSL does not start with it', () => {
    const windows = new Windows({ trouble: 'case "$*" in *"-e true") has_mirrored && exit 1 ;; esac' });
    expect(windows.restart()).toMatchObject({ step: 'done', rollback: 'done', modeAfter: 'nat', problem: 'no-start' });
    expect(windows.text).toBe(BEFORE);
  });

  test('leaves the change where a distribution of WSL 1 has no mode of its own', () => {
    const windows = new Windows({ mirrored: 'wsl1' });
    expect(windows.restart()).toMatchObject({ step: 'done', mode: 'wsl1', rollback: null });
    expect(windows.text).toBe(WRITTEN);
  });

  test('takes a file away that there was not before', () => {
    const windows = new Windows({ mirrored: 'none' });
    windows.keep(windows.job());
    const rollback = { file: windows.file, written: hash(WRITTEN), before: null };
    windows.keep(windows.job({ rollback }));
    windows.run(powershellArguments(RESTART));
    expect(windows.report).toMatchObject({ rollback: 'done', modeAfter: 'nat' });
    expect(existsSync(windows.file)).toBe(false);
  });

  test('leaves a file alone that somebody else has changed', () => {
    const theirs = `${WRITTEN}# theirs\r\n`;
    const windows = new Windows({ mirrored: 'none' });
    writeFileSync(windows.file, theirs);
    expect(windows.restart()).toMatchObject({ step: 'done', mode: 'none', rollback: 'changed', modeAfter: null });
    expect(windows.text).toBe(theirs);
  });

  test('leaves a file alone that another wslnet is changing', () => {
    const windows = new Windows({ mirrored: 'none' });
    writeFileSync(`${windows.file}.wslnet-lock`, '{}');
    windows.keep(windows.job());
    windows.run(powershellArguments(RESTART));
    expect(windows.report).toMatchObject({ step: 'done', rollback: 'busy' });
    expect(windows.text).toBe(WRITTEN);
  });

  test('tells Docker Desktop or an editor that starts WSL at once from one that does not end', () => {
    const again = new Windows({ other: 'docker-desktop' });
    expect(again.restart()).toMatchObject({
      step: 'done',
      mode: 'mirrored',
      startedAgain: expect.arrayContaining(['docker-desktop']),
    });
    const stuck = new Windows({ trouble: 'case "$*" in --shutdown) exit 0 ;; esac' });
    expect(stuck.restart()).toMatchObject({ step: 'failed', problem: 'still-running', rollback: null });
    expect(stuck.text).toBe(WRITTEN);
  });

  test('says where WSL does not take the order to end, or hangs', () => {
    const failing = new Windows({ trouble: 'case "$*" in --shutdown) exit 1 ;; esac' });
    expect(failing.restart()).toMatchObject({ step: 'failed', problem: 'no-shutdown' });
    const hanging = new Windows({ trouble: 'case "$*" in --shutdown) exec sleep 30 ;; esac' });
    expect(hanging.restart({ timeout: 500 })).toMatchObject({ step: 'failed', problem: 'no-shutdown' });
  });

  test('only ends WSL where nothing is to start', () => {
    const windows = new Windows();
    expect(windows.restart({ noStart: true })).toMatchObject({ step: 'done', mode: null });
    expect(windows.wsl.isRunning).toBe(false);
  });

  test.each(['stopping', 'starting', 'asking', 'rolling-back', 'restarting'] as const)(
    'killed while %s leaves the old file or the new one, and says how far it was',
    async (step) => {
      const windows = new Windows({ mirrored: 'none', trouble: 'sleep 0.3' });
      windows.keep(windows.job({ timeout: 10_000 }));
      const options = { cwd: windows.folder, env: windows.env, stdio: 'ignore' } as const;
      const child: ChildProcess = spawn(placeOf('pwsh'), powershellArguments(RESTART), options);
      const ended = new Promise((settle) => child.on('close', settle));
      const seen = () => existsSync(join(windows.own, 'restart.json')) && windows.report.step === step;
      while (child.exitCode === null && !seen()) await sleep(2);
      child.kill('SIGKILL');
      await ended;
      expect([BEFORE, WRITTEN]).toContain(windows.text);
      expect(['stopping', 'starting', 'asking', 'rolling-back', 'restarting']).toContain(windows.report.step);
    },
  );
});

describeWith(['pwsh'], 'handing a restart over', () => {
  const handOver = (windows: Windows, more: Partial<RestartJob> = {}) => {
    windows.standIn(join(windows.folder, 'powershell.exe'));
    const told = JSON.stringify({ job: windows.job(more), arguments: powershellArguments(RESTART) });
    const child = spawn(join(windows.folder, 'powershell.exe'), powershellArguments(HAND_OVER), { env: windows.env });
    child.stdin.end(`${told}\n`);
    return new Promise<string>((settle) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      child.on('close', () => settle(text));
    });
  };
  const end = async (windows: Windows) => {
    for (let tries = 0; !/done|failed/.test(windows.report.step); tries++) {
      if (tries === 200) throw new Error(JSON.stringify(windows.report));
      await sleep(100);
    }
  };

  test('leaves it to a PowerShell of its own, which goes on when the caller has gone', async () => {
    const windows = new Windows();
    expect(await handOver(windows, { pause: 500 })).toBe(`${windows.own}\n`);
    expect(windows.report).toMatchObject({ id: 'a1', step: 'handed-over' });
    expect(windows.wsl.calls).toBe('');
    await end(windows);
    expect(windows.report).toMatchObject({ step: 'done', mode: 'mirrored' });
  });

  test('is refused while another restart is under way, and not for one that was cut off long ago', async () => {
    const windows = new Windows();
    const report = { ...windows.job(), step: 'stopping', time: Date.now() };
    writeFileSync(join(windows.own, 'restart.json'), JSON.stringify(report));
    expect(await handOver(windows)).toBe('busy\n');
    writeFileSync(join(windows.own, 'restart.json'), JSON.stringify({ ...report, time: Date.now() - 60_000 }));
    expect(await handOver(windows)).toBe(`${windows.own}\n`);
    await end(windows);
  });
});
