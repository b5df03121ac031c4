import fc from 'fast-check';
import type { SettingChange } from 'wslnet';

const aBoolean = fc.constantFrom('true', 'false', 'TRUE', '0');
const values: Record<string, fc.Arbitrary<string>> = {
  networkingMode: fc.constantFrom('mirrored', 'nat', 'Bridged', 'virtioproxy', 'none'),
  dnsTunneling: aBoolean,
  'experimental.firewall': aBoolean,
  'WSL2.AUTOPROXY': aBoolean,
  ipv6: aBoolean,
  ignoredPorts: fc.constantFrom('', '80', '3000,9000,53'),
  hostAddressLoopback: aBoolean,
  dhcpTimeout: fc.constantFrom('1500', '0x10', '-1'),
  macAddress: fc.constantFrom('00:11:22:33:44:55', 'AA-BB-CC-DD-EE-FF'),
  dnsTunnelingIpAddress: fc.constantFrom('10.0.0.2', '10.255.255.254'),
  vmSwitch: fc.string({ unit: fc.constantFrom(...'ab#"\\ \t\n;=[') }),
  memory: fc.constantFrom('8GB', '512M'),
  autoMemoryReclaim: fc.constantFrom('gradual', 'DropCache'),
  distributionInstallPath: fc.constantFrom('C:\\WSL\\', 'D:\\a b'),
};

const aChange: fc.Arbitrary<SettingChange> = fc
  .constantFrom(...Object.entries(values))
  .chain(([setting, value]) => fc.record({ setting: fc.constant(setting), value: fc.option(value, { freq: 4 }) }));

/** Up to four valid changes of settings of every kind. */
export const someChanges = fc.array(aChange, { minLength: 1, maxLength: 4 });
