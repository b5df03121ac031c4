import { portScripts } from '../src/machine/port-scripts.ts';

/** The page for administrators, docs/ports.md. */
export function portsPage(): string {
  const { openInMirroredMode, elevatedInNatMode, elevatedToClose } = portScripts();
  const { windowsListeners, hyperVRules, windowsRules, windowsNetworks } = portScripts();
  return `# What wslnet runs on Windows to open and close ports

This page is for administrators who want to know before they agree. It shows every script that \`wslnet open\`, \`close\`,
\`ports\` and \`address\` run in Windows PowerShell. The examples are for TCP port 8080.

- No text that a user types is copied into a script. Ports are numbers from 1 to 65535. Addresses, subnets and ranges are
  parsed, checked and written again. Rules are named after the port, such as \`wslnet-tcp-8080\`.
- Scripts run with \`powershell.exe -NoProfile -NonInteractive -InputFormat None -OutputFormat Text -EncodedCommand\`. They
  download nothing and leave no file. A few lines around each one set its output to UTF-8 and report its first error.
- Only \`open\` and \`close\` need administrator rights. Windows asks once for each command, in its own window
  (\`close --all\` asks once for every 20 ports). \`--dry-run\` prints the commands without running them, for an
  administrator to paste.
- The part that runs as administrator either does everything or undoes what it did. An older rule that it has removed
  cannot come back; wslnet then says so. It uses the modules and programs of Windows before any of the user's. If the
  question of Windows is answered too late, it does nothing.
- It reports its result by its exit code and in a file in the local application data of the user who asked, where nobody
  else can write. wslnet deletes the file at once.
- \`wslnet close --all\` removes everything that wslnet opened. To look for it without wslnet:
  \`Get-NetFirewallRule -Name wslnet-*\`, \`Get-NetFirewallHyperVRule | Where-Object Name -like wslnet-*\` and
  \`netsh interface portproxy show v4tov4\`.

What is opened depends on the networking mode of WSL:

| Mode | What wslnet adds |
| --- | --- |
| mirrored | a Hyper-V firewall rule for the subnets of private networks |
| nat | a port proxy to the virtual machine, and a Windows firewall rule for the local subnet on private networks |
| virtioproxy, WSL 1 | a Windows firewall rule for the local subnet on private networks |
| bridged | nothing: Linux is on the network itself |

With \`--public\`, the rule applies on all networks. \`--from\` says which addresses may connect. The default policy for
inbound traffic is never changed.

## Open a port in mirrored mode

The script asks Windows for administrator rights. The part between \`@'\` and \`'@\` then runs as administrator.

${block(openInMirroredMode)}

## Open a port in nat mode

This script and the next one show only the part that runs as administrator. The rest is as above.

${block(elevatedInNatMode)}

## Close a port

Only the commands that have something to remove are run.

${block(elevatedToClose)}

## Look, without an administrator

Who listens on Windows:

${block(windowsListeners)}

What the Hyper-V firewall lets into WSL:

${block(hyperVRules)}

What the Windows firewall lets in:

${block(windowsRules)}

The networks that Windows is connected to:

${block(windowsNetworks)}

Port proxies are read with \`reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp\`.
`;
}

function block(script: string): string {
  return `\`\`\`powershell\n${script}\n\`\`\``;
}
