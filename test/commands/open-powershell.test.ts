import { expect, test, vi } from 'vitest';
import { type Reply, Sandbox } from '../bench/sandbox.ts';
import { type BenchOptions, PowerShellBench } from '../machine/powershell/powershell-bench.ts';
import { describeWith } from '../needs.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const LISTENS = `${HEAD}   0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0\n`;

const FOUND: Reply = { text: '\r\nHKEY_LOCAL_MACHINE\r\n    CurrentBuild    REG_SZ    26100\r\n\r\n' };

/** A distribution where something listens on port 3000, with a real PowerShell in place of Windows'. */
function distribution(mode: string, options: BenchOptions = {}) {
  const networkInterfaces = () => ({ eth0: [{ family: 'IPv4', address: '172.20.16.2' }] }) as never;
  const sandbox = new Sandbox('wsl2', { networkInterfaces, timeout: 20_000 });
  sandbox.write('/proc/net/tcp', LISTENS);
  for (const name of ['tcp6', 'udp', 'udp6']) sandbox.write(`/proc/net/${name}`, HEAD);
  sandbox.write('/.wslconfig', `[wsl2]\nnetworkingMode=${mode}\n`);
  const windows = new PowerShellBench(
    {
      Process: [{ Id: 4, ProcessName: 'System' }],
      NetTCPConnection: [{ LocalAddress: '0.0.0.0', LocalPort: 445, OwningProcess: 4 }],
      NetFirewallHyperVVMSetting: [{ Enabled: 'True', DefaultInboundAction: 'Block', AllowHostPolicyMerge: 'True' }],
      NetConnectionProfile: [{ InterfaceIndex: 12, InterfaceAlias: 'Wi-Fi', NetworkCategory: 'Private' }],
      NetIPAddress: [{ InterfaceIndex: 12, IPAddress: '192.168.1.5', PrefixLength: 24, AddressState: 'Preferred' }],
      NetRoute: [{ InterfaceIndex: 12, RouteMetric: 0, InterfaceMetric: 35 }],
    },
    options,
  );
  sandbox
    .standIn('wslinfo', { '--networking-mode': { text: `${mode}\n` } })
    .standIn('reg.exe', { PortProxy: { text: '', exit: 1 }, CurrentVersion: FOUND });
  windows.standIn(`${sandbox.root}/bin/powershell.exe`);
  const run = (...words: string[]) => sandbox.run(...words, '--file', `${sandbox.root}/.wslconfig`);
  return { run, windows };
}

/** Each command starts PowerShell several times. */
vi.setConfig({ testTimeout: 240_000 });

describeWith(['pwsh'], 'ports by a real PowerShell', () => {
  test('mirrored: opened, found to be open, and closed', async () => {
    const { run, windows } = distribution('mirrored');
    expect(await run('open', '3000', '--yes')).toMatchObject({
      code: 0,
      stdout: 'http://192.168.1.5:3000\n',
      stderr: expect.stringMatching(/Port 3000 is open to the local subnet/),
    });
    expect(windows.made).toEqual(['hyper-v-rule wslnet-tcp-3000']);
    const table = await run('ports', '3000');
    expect(table.stdout).toMatch(/3000 +0\.0\.0\.0 +- +Linux, Windows, LAN +rule wslnet-tcp-3000/);
    expect((await run('close', '--all', '--yes')).code).toBe(0);
    expect(windows.made).toEqual([]);
    expect(windows.calls('Start-Process')).toHaveLength(2);
  });

  test('nat: a rule without its port proxy is taken back', async () => {
    const { run, windows } = distribution('nat', { fails: 'netsh add' });
    const { code, stdout, stderr } = await run('open', '3000', '--yes');
    expect({ code, stdout, made: windows.made }).toEqual({ code: 5, stdout: '', made: [] });
    expect(windows.calls('New-NetFirewallRule', 'Remove-NetFirewallRule')).toHaveLength(2);
    expect(stderr).toMatch(/requires elevation\. All changes were undone\./);
  });

  test('a question that is answered with no', async () => {
    const { run, windows } = distribution('mirrored', { consent: 'no' });
    const { code, stdout, stderr } = await run('open', '3000', '--yes');
    expect({ code, stdout, made: windows.made }).toEqual({ code: 1, stdout: '', made: [] });
    expect(stderr).toMatch(/did not give administrator rights/);
  });
});
