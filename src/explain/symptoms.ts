import {
  addressInUse,
  bridgedOnWindows10,
  containerIsUnreachable,
  fallsBackToNat,
  lanIsBlocked,
  localhostProxy,
  namesFailOnVpn,
  noPortRange,
  noSwitch,
  notRestarted,
  staleNetwork,
  type Trouble,
} from './troubles.ts';

/** What goes wrong, under the words that people have for it. */
export interface Symptom {
  /** The first of its words: the name it is listed by. */
  readonly topic: string;
  /** A sentence: what a person sees. */
  readonly title: string;
  /** Words that lead to it, in lower case and without a plural's s. */
  readonly words: readonly string[];
  /** Parts of messages of WSL, Docker, Linux and Windows that lead to it, in lower case, without punctuation at the ends. */
  readonly messages: readonly string[];
  /** Whether other symptoms are meant rather than this one where words of both are there. */
  readonly isBroad?: boolean;
  /** What may be behind it, the likeliest first. */
  readonly causes: readonly Trouble[];
  /** Topics of explain that say more. */
  readonly related: readonly string[];
  /** The topics of doctor that look for it on this machine; none where it sees nothing of it. */
  readonly doctor: readonly string[];
}

export const SYMPTOMS: readonly Symptom[] = [
  {
    topic: 'vpn',
    isBroad: true,
    title: 'The network of Linux breaks while a VPN is connected.',
    words: [
      'vpn',
      'anyconnect',
      'globalprotect',
      'openvpn',
      'wireguard',
      'zscaler',
      'fortinet',
      'forticlient',
      'pulse',
      'tailscale',
      'warp',
      'corporate',
      'netskope',
    ],
    messages: ['no route to host'],
    causes: [
      namesFailOnVpn,
      {
        symptom: 'Nothing behind the VPN is reached, names or not.',
        cause: 'In nat mode the VPN may filter what comes from the private network of WSL, or use the same addresses.',
        see: { text: 'doctor compares the addresses:', commands: ['wslnet doctor network'] },
        cure: 'Use mirrored mode; where Windows has none, virtioproxy makes the connections from Windows itself.',
        commands: ['wslnet set mirrored', 'wslnet set virtioproxy'],
      },
      {
        symptom: 'It broke after a Windows update, in mirrored mode.',
        cause:
          'KB5068861 of November 2025 broke some VPNs, KB5129241 of September 2026 some drivers of OpenVPN. Later updates fix it.',
        see: { text: 'doctor knows the versions:', commands: ['wslnet doctor versions'] },
        cure: 'Update Windows.',
        commands: ['explorer.exe ms-settings:windowsupdate'],
      },
      {
        symptom: 'Short answers arrive, downloads hang.',
        cause: 'Packets are too large for the tunnel: see "wslnet explain mtu".',
        cure: 'Test with a server behind the VPN, here intranet.example.',
        commands: ['wslnet test --target intranet.example:443'],
      },
    ],
    related: ['dns', 'mtu', 'mirrored', 'virtioproxy'],
    doctor: ['dns', 'network'],
  },
  {
    topic: 'dns',
    title: 'Names do not resolve in Linux.',
    words: ['dns', 'name', 'resolve', 'resolv', 'nameserver', 'resolution', 'hostname', 'lookup'],
    messages: [
      'temporary failure in name resolution',
      'could not resolve host',
      'name or service not known',
      'temporary failure resolving',
      'dns tunneling',
      'no such host',
      'eai_again',
    ],
    causes: [
      {
        symptom: 'A web address works by number and not by name.',
        cause:
          'The file /etc/resolv.conf names no server that answers. generateResolvConf=false in /etc/wsl.conf leaves it to you.',
        see: { text: 'In Linux:', commands: ['cat /etc/resolv.conf', 'grep -n generateResolvConf /etc/wsl.conf'] },
        cure: 'Delete that line and the file, and restart WSL: it writes a new file. Without such a line, a restart is enough.',
        commands: ['wslnet restart'],
      },
      namesFailOnVpn,
      {
        symptom: 'DNS tunneling is on in the file and is not used.',
        cause: 'It needs Windows 11 22H2 or later, a mode other than bridged and none, and no Global Secure Access.',
        see: { text: 'doctor says which it is:', commands: ['wslnet doctor dns'] },
        cure: 'There is nothing to fix: without tunneling, resolv.conf names the address of Windows.',
        commands: ['wslnet status'],
      },
    ],
    related: ['dnsTunneling', 'vpn', 'docker'],
    doctor: ['dns'],
  },
  {
    topic: 'localhost',
    isBroad: true,
    title: 'localhost does not lead from Windows to Linux, or from Linux to Windows.',
    words: ['localhost', '127.0.0.1', 'loopback', 'refused'],
    messages: [
      'connection refused',
      'err_connection_refused',
      'econnrefused',
      'failed to connect to localhost',
      'actively refused',
    ],
    causes: [
      {
        symptom: 'Windows does not reach a Linux program by localhost, in nat mode.',
        cause:
          'localhostForwarding is off, or Windows listens on the port itself or has reserved it. It forwards TCP alone.',
        see: { text: 'doctor compares the ports:', commands: ['wslnet doctor ports'] },
        cure: 'Turn it on, or use another port.',
        commands: ['wslnet set localhostForwarding=true'],
      },
      {
        symptom: 'Linux does not reach a Windows program by localhost, in nat mode.',
        cause: 'localhost is Linux itself there. Windows has another address, the gateway.',
        see: { text: 'This prints an address that works:', commands: ['wslnet address windows'] },
        cure: 'Use that address, or mirrored mode, where 127.0.0.1 leads both ways.',
        commands: ['wslnet set mirrored'],
      },
      {
        symptom: 'It hangs in mirrored mode, instead of being refused.',
        cause:
          'A sysctl of the distribution (rp_filter other than 0, or a wide ip_local_port_range) or a closed port does that. ::1 does not lead across.',
        see: { text: 'doctor reads the settings of the kernel:', commands: ['wslnet doctor network', 'wslnet test'] },
        cure: 'Delete those lines, and connect to 127.0.0.1 rather than to localhost.',
        commands: ['wslnet doctor network'],
      },
      {
        symptom: 'The program listens in a container or on ::1 alone.',
        cause: 'Forwarding looks at what listens on 127.0.0.1 or on all addresses.',
        see: { text: 'Who listens where:', commands: ['wslnet ports'] },
        cure: 'Start it on 0.0.0.0.',
        commands: ['wslnet ports'],
      },
    ],
    related: ['sleep', 'ports', 'localhostForwarding', 'hostAddressLoopback'],
    doctor: ['ports', 'network'],
  },
  {
    topic: 'sleep',
    title: 'localhost or the network is dead after sleep, hibernation or Fast Startup.',
    words: [
      'sleep',
      'hibernate',
      'hibernation',
      'resume',
      'suspend',
      'wake',
      'fast startup',
      'startup',
      'standby',
      'lid',
    ],
    messages: [],
    causes: [
      {
        symptom: 'It worked before the computer slept.',
        cause:
          'WSL or its relay for localhost did not come back. Fast Startup keeps that state over a shutdown as well.',
        see: { text: 'What works now:', commands: ['wslnet test'] },
        cure: 'Restart WSL. Where that does not help, restart Windows: "Restart", not "Shut down".',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'It comes back after every sleep.',
        cause: 'Fast Startup saves the network of Windows and of WSL and brings it back as it was.',
        cure: 'Turn Fast Startup off, in PowerShell as administrator. This turns hibernation off too.',
        commands: ['powercfg /hibernate off'],
      },
    ],
    related: ['localhost', 'restart'],
    doctor: ['mode', 'network'],
  },
  {
    topic: 'lan',
    isBroad: true,
    title: 'A phone or another computer cannot reach a program in Linux.',
    words: [
      'lan',
      'firewall',
      'phone',
      'device',
      'tablet',
      'wifi',
      'expose',
      'inbound',
      'reachable',
      'mobile',
      'open',
      'portproxy',
      'forward',
      'outside',
      'remote',
    ],
    messages: ['defaultinboundaction', 'new-netfirewallhypervrule'],
    causes: [
      lanIsBlocked,
      {
        symptom: 'Other devices cannot reach a Linux program in nat mode.',
        cause: 'They see Windows only, not the private network behind it.',
        see: { text: 'Who reaches which port:', commands: ['wslnet ports'] },
        cure: 'Open the port, here 3000: wslnet makes a port proxy and a firewall rule, and renews them when the address changes.',
        commands: ['wslnet open 3000'],
      },
      {
        symptom: 'The port is open, and still nobody gets in.',
        cause:
          'The program listens on 127.0.0.1 alone, the network is a public one to Windows, or the Wi-Fi keeps its guests apart.',
        see: {
          text: 'Let a second device try, with an address to type:',
          commands: ['wslnet test --lan', 'wslnet address lan 3000'],
        },
        cure: 'Start the program on 0.0.0.0 (most have an option --host), and set the network to private in Windows.',
        commands: ['wslnet ports 3000'],
      },
    ],
    related: ['mirrored', 'nat', 'firewall', 'ports'],
    doctor: ['firewall'],
  },
  {
    topic: 'ports',
    isBroad: true,
    title: 'A program cannot listen on its port.',
    words: ['port', 'bind', 'listen', 'eaddrinuse', 'reserved', 'in use'],
    messages: [
      'address already in use',
      'eaddrinuse',
      'ports are not available',
      'only one usage of each socket address',
      'forbidden by its access permissions',
      'port is already allocated',
      'eacces: permission denied',
      'cannot assign requested address',
    ],
    causes: [
      addressInUse,
      {
        symptom: 'No port that developers like can be used: 3000, 5173, 8080.',
        cause:
          'The dynamic port range of Windows begins at 1024. WSL 2.8.7 to 2.9.4 then refuse every port in it to Linux in mirrored mode.',
        see: { text: 'The range of Windows:', commands: ['wslnet doctor ports'] },
        cure: 'Give Windows its usual range, in PowerShell as administrator, and restart Windows.',
        commands: noPortRange.commands,
      },
      {
        symptom: 'The port is one of 135, 1900, 2869, 3702, 5004, 5357 and 5358, in mirrored mode.',
        cause: 'Windows keeps these for itself, and nothing reaches Linux on them, not even from Linux.',
        see: { text: 'Who has which port:', commands: ['wslnet ports'] },
        cure: 'Use another port.',
        commands: ['wslnet ports'],
      },
    ],
    related: ['mirrored', 'ignoredPorts', 'localhost', 'docker'],
    doctor: ['ports'],
  },
  {
    topic: 'proxy',
    title: 'Linux does not use the proxy of Windows, or WSL warns of it at every start.',
    words: ['proxy', 'http_proxy', 'https_proxy', 'pac', 'clash', 'v2ray', 'fiddler', 'squid'],
    messages: [
      'a localhost proxy configuration was detected but not mirrored into wsl',
      'localhost proxy',
      'localhost proxies',
      'proxyconnect tcp',
      'proxy authentication required',
    ],
    causes: [
      localhostProxy,
      {
        symptom: 'Windows uses a proxy script (PAC), and Linux has no HTTP_PROXY.',
        cause: 'WSL passes the address of the script on in WSL_PAC_URL, which most programs do not read.',
        see: { text: 'In Linux:', commands: ['printenv WSL_PAC_URL HTTP_PROXY'] },
        cure: 'Set HTTP_PROXY yourself in ~/.profile, to the proxy that the script chooses.',
        commands: ['wslnet doctor proxy'],
      },
      {
        symptom: 'Windows 10 passes no proxy on.',
        cause: 'autoProxy needs Windows 11 22H2 or later.',
        cure: 'Set HTTP_PROXY yourself in ~/.profile. From nat mode the proxy must listen on more than 127.0.0.1.',
        commands: ['wslnet address windows'],
      },
    ],
    related: ['autoProxy', 'initialAutoProxyTimeout'],
    doctor: ['proxy'],
  },
  {
    topic: 'docker',
    isBroad: true,
    title: 'Docker does not get on with the network of WSL.',
    words: ['docker', 'container', 'compose', 'dockerd', 'daemon', 'moby', 'kubernetes', 'minikube'],
    messages: [
      'driver failed programming external connectivity',
      'cannot connect to the docker daemon',
      'docker.io',
      'iptables failed',
    ],
    causes: [
      containerIsUnreachable,
      {
        symptom: 'A container does not resolve names.',
        cause:
          'It does not use DNS tunneling. Docker hands on the servers of resolv.conf, or 8.8.8.8, which the network may block.',
        see: { text: 'In Linux:', commands: ['docker run --rm busybox nslookup example.com'] },
        cure: 'Give Docker a server that answers, with "dns" in /etc/docker/daemon.json, or turn DNS tunneling off.',
        commands: ['wslnet set dnsTunneling=false'],
      },
      {
        symptom: 'WSL does not restart, or starts at once with the old settings.',
        cause: 'Docker Desktop starts its distribution again.',
        see: { text: 'What runs:', commands: ['wsl.exe -l -v'] },
        cure: 'Quit Docker Desktop, then restart WSL.',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'A network of Docker has the same addresses as the office.',
        cause: 'Docker takes 172.17.0.0/16 and what follows.',
        see: { text: 'In Linux:', commands: ['ip route'] },
        cure: 'Set "default-address-pools" in /etc/docker/daemon.json to addresses that are free.',
        commands: ['wslnet doctor network'],
      },
    ],
    related: ['ports', 'mirrored', 'dns', 'containers'],
    doctor: ['docker', 'ports'],
  },
  {
    topic: 'podman',
    title: 'Podman and the network of WSL.',
    words: ['podman', 'gvproxy', 'buildah'],
    messages: ['podman machine', 'rootlessport', 'slirp4netns', 'pasta failed'],
    causes: [
      {
        symptom: 'Windows or the LAN does not reach a port that Podman publishes.',
        cause:
          'podman-docker answers to the name docker and is none: what holds for Docker Engine 27 does not hold for it. Rootless Podman listens with a program of its own.',
        see: { text: 'Who listens where:', commands: ['wslnet ports'] },
        cure: 'Publish on all addresses, here 8080, and open the port for the LAN.',
        commands: ['podman run -p 0.0.0.0:8080:80 nginx', 'wslnet open 8080'],
      },
      {
        symptom: 'The Podman machine loses the network on a VPN.',
        cause: 'Its distribution uses the network of WSL like every other.',
        cure: 'Let Podman make the connections from Windows, in PowerShell, with the machine stopped.',
        commands: ['podman machine set --user-mode-networking=true'],
      },
    ],
    related: ['docker', 'ports', 'lan'],
    doctor: ['ports'],
  },
  {
    topic: 'vscode',
    title: 'VS Code, and other editors with a remote part in WSL.',
    words: ['vscode', 'vs code', 'cursor', 'jetbrains', 'editor', 'ide', 'visual studio'],
    messages: ['vscode-server', 'vs code server', 'failed to connect to the remote extension host'],
    causes: [
      {
        symptom: 'A change of .wslconfig has no effect while the editor is open.',
        cause: 'The editor starts WSL again at once, or keeps it from ending.',
        see: { text: 'Whether a restart is due:', commands: ['wslnet status'] },
        cure: 'Close its remote windows, then restart WSL.',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'A port works on localhost only while the editor is open.',
        cause: 'The editor forwards ports by itself, beside WSL. Its list of ports shows them.',
        see: { text: 'Who listens on Windows:', commands: ['wslnet ports'] },
        cure: 'Rely on WSL: see "wslnet explain localhost".',
        commands: ['wslnet test'],
      },
      {
        symptom: 'The editor does not connect to WSL.',
        cause: 'A proxy or VPN is between them, or localhost does not lead to Linux.',
        see: { text: 'What works now:', commands: ['wslnet test'] },
        cure: 'See what doctor finds.',
        commands: ['wslnet doctor'],
      },
    ],
    related: ['restart', 'localhost', 'proxy'],
    doctor: ['mode'],
  },
  {
    topic: 'mtu',
    title: 'Connections open, and then a download, git or TLS hangs.',
    words: ['mtu', 'hang', 'stall', 'handshake', 'fragment', 'mss', 'large', 'timeout'],
    messages: ['tls handshake timeout', 'message too long', 'rpc failed', 'early eof', 'unexpected disconnect'],
    causes: [
      {
        symptom: 'Small answers arrive and large ones do not, mostly behind a VPN.',
        cause:
          'The tunnel takes smaller packets than the adapter of Linux sends, and nobody tells Linux (a black hole).',
        see: {
          text: 'The test sends both sizes; intranet.example stands for a server of yours:',
          commands: ['wslnet test --target intranet.example:443'],
        },
        cure: 'Lower the MTU of Linux, here to 1350, until the next start. Mirrored mode takes that of Windows.',
        commands: ['sudo ip link set dev eth0 mtu 1350', 'wslnet set mirrored'],
      },
    ],
    related: ['vpn', 'slow'],
    doctor: ['network'],
  },
  {
    topic: 'slow',
    isBroad: true,
    title: 'The network of Linux is slow.',
    words: ['slow', 'speed', 'latency', 'lag', 'bandwidth', 'throughput', 'delay', 'performance'],
    messages: [],
    causes: [
      {
        symptom: 'Every first connection takes seconds.',
        cause: 'A name server that does not answer comes first, or IPv6 addresses are tried that lead nowhere.',
        see: { text: 'The test times each:', commands: ['wslnet test'] },
        cure: 'Turn DNS tunneling on, or let WSL write resolv.conf.',
        commands: ['wslnet set dnsTunneling=true'],
      },
      {
        symptom: 'localhost stalls under many short connections, in virtioproxy mode.',
        cause: 'WSL before 2.9.5 does that.',
        see: { text: 'doctor knows the versions:', commands: ['wslnet doctor versions'] },
        cure: 'Update WSL.',
        commands: ['wsl.exe --update'],
      },
      {
        symptom: 'Only files under /mnt/c are slow.',
        cause: 'These are files of Windows, and each access crosses over. That is not the network.',
        cure: 'Keep projects in the home directory of Linux.',
        commands: ['df -h .'],
      },
    ],
    related: ['mtu', 'dns', 'vpn'],
    doctor: ['versions', 'dns'],
  },
  {
    topic: 'no-ipv6',
    title: 'IPv6 does not work in Linux.',
    words: ['aaaa', 'no-ipv6', 'ipv6'],
    messages: ['network unreachable ipv6', 'ipv6 is not available'],
    causes: [
      {
        symptom: 'Linux has no IPv6 address but a link-local one.',
        cause:
          'nat mode has no IPv6. Mirrored mode has what Windows has, bridged mode with ipv6=true, virtioproxy TCP and UDP since WSL 2.7.1.',
        see: { text: 'What works now:', commands: ['wslnet test'] },
        cure: 'Use mirrored mode.',
        commands: ['wslnet set mirrored'],
      },
    ],
    related: ['ipv6', 'mirrored', 'modes'],
    doctor: ['mode'],
  },
  {
    topic: 'multicast',
    title: 'Devices do not find each other: mDNS, ROS, DLNA.',
    words: ['multicast', 'mdns', 'bonjour', 'avahi', 'ros', 'dds', 'dlna', 'discovery', 'igmp', 'broadcast'],
    messages: [],
    causes: [
      {
        symptom: 'Linux hears no multicast.',
        cause:
          'nat and virtioproxy have none. Mirrored mode has mDNS on the own network; other groups need a firewall rule. Between Windows and Linux users report that it is unreliable.',
        see: { text: 'The test counts the answers of others:', commands: ['wslnet test'] },
        cure: 'Use mirrored mode, and open the port of the group, here 7400 of ROS 2.',
        commands: ['wslnet set mirrored', 'wslnet open 7400/udp'],
      },
    ],
    related: ['mirrored', 'lan'],
    doctor: ['firewall'],
  },
  {
    topic: 'fallback',
    title: 'WSL starts with another mode than the file asks for.',
    words: ['fallback', 'fall', 'falling', 'unsupported'],
    messages: [
      'falling back to nat',
      'mirrored networking mode is not supported',
      'does not have the required features',
      'hyper-v firewall is not supported',
      'networking mode is not supported',
    ],
    causes: [
      fallsBackToNat,
      {
        symptom: 'This is Windows Server (0x803b0015).',
        cause: 'Windows Server has no mirrored mode, and WSL starts without a network.',
        see: { text: 'doctor names the edition:', commands: ['wslnet doctor mode'] },
        cure: 'Use nat.',
        commands: ['wslnet set nat'],
      },
      {
        symptom: 'Everything is new enough, and it still falls back.',
        cause:
          'Windows may hold a network that was made without the firewall, until it restarts. An own kernel may lack seccomp.',
        see: { text: 'What WSL said at its start:', commands: ['wslnet doctor mode -v'] },
        cure: 'Restart Windows. Go back to the kernel of WSL where you have an own one.',
        commands: ['wslnet unset kernel'],
      },
    ],
    related: ['mirrored', 'no-network', 'restart'],
    doctor: ['mode', 'versions'],
  },
  {
    topic: 'no-network',
    isBroad: true,
    title: 'Linux has no network at all.',
    words: ['internet', 'offline', 'network', 'no-network', 'connection', 'unreachable', 'eth0'],
    messages: [
      'falling back to networkingmode none',
      'failed to configure network',
      'network is down',
      'network is unreachable',
      'networkingmode none',
      'cannot find device eth0',
    ],
    causes: [
      staleNetwork,
      noPortRange,
      {
        symptom: 'Linux has the adapter lo and no other, in mirrored mode.',
        cause: 'IPv6 is off in the registry of Windows (DisabledComponents is 0xFF).',
        see: { text: 'doctor reads it:', commands: ['wslnet doctor mode'] },
        cure: 'Remove the value in PowerShell as administrator, and restart Windows.',
        commands: [
          'Remove-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters -Name DisabledComponents',
        ],
      },
      {
        symptom: 'The adapters are there, and nothing goes out.',
        cause:
          'An administrator made the Hyper-V firewall block outbound connections, or tied WSL to an adapter that is not there.',
        see: { text: 'doctor reads both:', commands: ['wslnet doctor firewall network'] },
        cure: 'Ask the administrator.',
        commands: ['wslnet report'],
      },
      noSwitch,
    ],
    related: ['fallback', 'vpn', 'modes'],
    doctor: ['mode', 'network', 'firewall'],
  },
  {
    topic: 'bridge',
    title: 'Bridged mode does not come up.',
    words: ['bridge', 'vswitch', 'new-vmswitch'],
    messages: ['bridged networking', 'vmswitch'],
    causes: [bridgedOnWindows10, noSwitch],
    related: ['bridged', 'vmSwitch', 'mirrored'],
    doctor: ['mode'],
  },
  {
    topic: 'restart',
    title: 'The file was changed, and nothing happened.',
    words: ['restart', 'change', 'changed', 'applied', 'ignored', 'effect', 'shutdown', 'reload'],
    messages: [],
    causes: [
      notRestarted,
      {
        symptom: 'WSL restarted, and still nothing changed.',
        cause: 'The line has no effect: a typo, the wrong section, an earlier line that wins, or another file.',
        see: { text: 'check reads the file as WSL does:', commands: ['wslnet check', 'wslnet show', 'wslnet path -v'] },
        cure: 'Fix it.',
        commands: ['wslnet check --fix'],
      },
    ],
    related: ['networkingMode', 'vscode', 'docker', 'wsl-settings'],
    doctor: ['file', 'mode'],
  },
  {
    topic: 'policy',
    title: 'The computer policy overrides the file.',
    words: ['policy', 'intune', 'gpo', 'managed', 'organization', 'administrator'],
    messages: ['disabled by the computer policy', 'overridden by policy', 'the group policy'],
    causes: [
      {
        symptom: 'WSL says that a setting is disabled by the computer policy.',
        cause:
          'An administrator set AllowNetworkingModeUserSetting, AllowFirewallUserSetting or DefaultNetworkingMode.',
        see: { text: 'The policies of this machine:', commands: ['wslnet doctor mode -v'] },
        cure: 'Ask who manages the computer. The mode none is always allowed.',
        commands: ['wslnet status'],
      },
    ],
    related: ['networkingMode', 'firewall'],
    doctor: ['mode'],
  },
  {
    topic: 'wsl-settings',
    title: 'WSL Settings, the app of Microsoft, and .wslconfig.',
    words: ['wsl-settings', 'gui', 'wslsettings'],
    messages: ['wsl settings'],
    causes: [
      {
        symptom: 'The app changed more than the one setting.',
        cause:
          'It writes the same file, turns every line end into CRLF, and takes a setting out when it equals the default. It can put a new value below an old one, which wins.',
        see: {
          text: 'What wslnet kept from before its own changes, and what WSL reads now:',
          commands: ['wslnet history', 'wslnet show'],
        },
        cure: 'Check the file after the app was used.',
        commands: ['wslnet check --fix'],
      },
      {
        symptom: 'The app does not show a setting.',
        cause: 'It does not know bridged, vmSwitch, macAddress, dhcp and ipv6, nor policies.',
        cure: 'Set it with wslnet, here dhcp.',
        commands: ['wslnet set dhcp=true'],
      },
    ],
    related: ['restart', 'networkingMode'],
    doctor: ['file'],
  },
  {
    topic: 'containers',
    title: "WSL's own containers (wslc), and their settings.yaml.",
    words: ['wslc', 'settings.yaml', 'wsl container', 'wsla'],
    messages: ['settings.yaml'],
    causes: [
      {
        symptom: 'A setting in .wslconfig has no effect on wslc.',
        cause:
          'wslc runs its containers in a virtual machine of its own, set up in settings.yaml. .wslconfig is for distributions.',
        see: { text: 'What .wslconfig sets:', commands: ['wslnet show'] },
        cure: 'Set it in settings.yaml, which wslnet does not touch. Publish a port with -p, as with Docker.',
        commands: ['wslnet show'],
      },
    ],
    related: ['docker', 'restart'],
    doctor: [],
  },
];

/** Codes in messages of WSL, and the topics they lead to. */
export const ERROR_CODES: ReadonlyMap<string, string> = new Map([
  ['0x8007054f', 'no-network'],
  ['0x803b0007', 'no-network'],
  ['0x803b0015', 'fallback'],
  ['0x8037010d', 'bridge'],
  ['0x80072746', 'localhost'],
  ['0x8007274c', 'localhost'],
  ['0x8007274d', 'localhost'],
  ['0x80072740', 'ports'],
  ['0x8007271d', 'ports'],
]);

/** What WSL says of a line of the file, and the code of check that explains it. */
export const FILE_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['unknown key', 'unknown-key'],
  ['duplicated config key', 'duplicate-key'],
  ['invalid section name', 'bad-header'],
  ['invalid key name', 'invalid-line'],
  ['invalid escaped character', 'invalid-escape'],
  ['invalid boolean value', 'invalid-value'],
  ['invalid integer value', 'invalid-value'],
  ['invalid ip value', 'invalid-dns-address'],
  ['invalid mac address', 'invalid-mac'],
  ["invalid value 'consomme'", 'consomme-spelling'],
  ['for config key', 'invalid-value'],
  ['setting has no effect when using mirrored networking mode', 'localhost-forwarding-in-mirrored'],
  ['expected =', 'missing-equals'],
  ["expected '='", 'missing-equals'],
  ["expected ']'", 'bad-header'],
  ["expected ' ' or", 'bad-header'],
  ["expected ' in", 'open-quote'],
]);
