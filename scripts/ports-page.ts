import { portScripts } from '../src/machine/port-scripts.ts';

/** The page for administrators, docs/ports.md. */
export function portsPage(): string {
  const { openInMirroredMode, elevatedInNatMode, elevatedToClose } = portScripts();
  const { windowsListeners, hyperVRules, windowsRules, windowsNetworks } = portScripts();
  return `# What wslnet runs on Windows to open and close ports

For administrators who want to read it first. Below is every script that \`wslnet open\`, \`close\`, \`ports\` and \`address\`
hand to Windows PowerShell, as it is. The examples are for TCP port 8080.

- Nothing that a user types gets into a script as text. Ports are numbers from 1 to 65535; addresses, subnets and ranges
  are read, checked and written anew; rules are named after the port, as \`wslnet-tcp-8080\`.
- Scripts go to \`powershell.exe -NoProfile -NonInteractive -EncodedCommand\`. They download nothing and leave no file.
- Only \`open\` and \`close\` need an administrator. Windows asks once for each of these commands, in its own window.
  \`--dry-run\` prints the commands and runs none, for an administrator to paste.
- What runs as administrator does everything or takes back what it made. Windows' own modules and programs come
  before any of the user's, and it does nothing if the answer to Windows' question comes too late.
- It tells how it went by its exit code and by a file in the local application data of the user who asked, where nobody
  else can write. The file is removed at once.
- \`wslnet close --all\` takes back all that wslnet opened. To look for it without wslnet:
  \`Get-NetFirewallRule -Name wslnet-*\`, \`Get-NetFirewallHyperVRule | Where-Object Name -like wslnet-*\` and
  \`netsh interface portproxy show v4tov4\`.

What is opened depends on the networking mode of WSL:

| Mode | What is made |
| --- | --- |
| mirrored | a rule of the Hyper-V firewall, for the subnets of private networks |
| nat | a port proxy to the virtual machine, and a rule of Windows' firewall for the local subnet on private networks |
| virtioproxy | a rule of Windows' firewall for the local subnet on private networks |
| bridged | nothing: Linux is on the network itself |

\`--public\` makes the rule count on all networks, \`--from\` names who may come in. The default policy for inbound traffic
is never touched.

## Open a port in mirrored mode

The script asks Windows for an administrator. What stands between \`@'\` and \`'@\` is what then runs as administrator.

${block(openInMirroredMode)}

## Open a port in nat mode

This and the next one are the part that runs as administrator; the rest is as above.

${block(elevatedInNatMode)}

## Close a port

Of these commands only those run that have something to take back.

${block(elevatedToClose)}

## Look, without an administrator

Who listens on Windows:

${block(windowsListeners)}

What the Hyper-V firewall lets in to WSL:

${block(hyperVRules)}

What Windows' firewall lets in:

${block(windowsRules)}

The networks that Windows is connected to:

${block(windowsNetworks)}

Port proxies are read with \`reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp\`.
`;
}

function block(script: string): string {
  return `\`\`\`powershell\n${script}\n\`\`\``;
}
