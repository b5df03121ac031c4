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
    title: 'Linux loses the network while a VPN is connected.',
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
        symptom: 'Linux cannot reach anything behind the VPN, by name or by address.',
        cause: 'In nat mode, the VPN may block traffic from the private network of WSL, or use the same addresses.',
        see: { text: 'To compare the addresses:', commands: ['wslnet doctor network'] },
        cure: 'Use mirrored mode. If this Windows does not have it, use virtioproxy: it connects from Windows itself.',
        commands: ['wslnet set mirrored', 'wslnet set virtioproxy'],
      },
      {
        symptom: 'It broke after a Windows update, in mirrored mode.',
        cause:
          'KB5068861 (November 2025) broke some VPNs, and KB5129241 (September 2026) some OpenVPN drivers. Later updates fix both.',
        see: { text: 'To check your versions:', commands: ['wslnet doctor versions'] },
        cure: 'Update Windows.',
        commands: ['explorer.exe ms-settings:windowsupdate'],
      },
      {
        symptom: 'Short answers arrive, but downloads hang.',
        cause: 'The packets are too large for the VPN tunnel. "wslnet explain mtu" says more.',
        cure: 'Test with a server behind the VPN. Replace intranet.example with its name.',
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
        symptom: 'A web server answers by IP address but not by name.',
        cause:
          'No name server in /etc/resolv.conf answers. If /etc/wsl.conf has generateResolvConf=false, WSL does not write that file.',
        see: { text: 'In Linux:', commands: ['cat /etc/resolv.conf', 'grep -n generateResolvConf /etc/wsl.conf'] },
        cure: 'If the line is there, delete it and /etc/resolv.conf. Then restart WSL, which writes a new file.',
        commands: ['wslnet restart'],
      },
      namesFailOnVpn,
      {
        symptom: 'DNS tunneling is on in the file but is not used.',
        cause:
          'It needs Windows 11 22H2 or later and a mode other than bridged and none. It is off while Global Secure Access runs.',
        see: { text: 'To see which it is:', commands: ['wslnet doctor dns'] },
        cure: 'This does no harm by itself: without tunneling, Linux sends its queries to the address in resolv.conf.',
        commands: ['wslnet status'],
      },
    ],
    related: ['dnsTunneling', 'vpn', 'docker'],
    doctor: ['dns'],
  },
  {
    topic: 'localhost',
    isBroad: true,
    title: 'localhost does not work between Windows and Linux.',
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
        symptom: 'In nat mode, Windows cannot reach a Linux program by localhost.',
        cause:
          'localhostForwarding is off, or Windows uses the port itself or has reserved it. UDP is never forwarded.',
        see: { text: 'To compare the ports:', commands: ['wslnet doctor ports'] },
        cure: 'Turn localhostForwarding on, or use another port.',
        commands: ['wslnet set localhostForwarding=true'],
      },
      {
        symptom: 'In nat mode, Linux cannot reach a Windows program by localhost.',
        cause: 'In nat mode, localhost in Linux means Linux itself. Windows has another address, that of the gateway.',
        see: { text: 'To print the address of Windows:', commands: ['wslnet address windows'] },
        cure: 'Use that address, or mirrored mode, where 127.0.0.1 works both ways.',
        commands: ['wslnet set mirrored'],
      },
      {
        symptom: 'In mirrored mode, connections hang instead of being refused.',
        cause:
          'A kernel setting (sysctl) of the distribution drops them: rp_filter is not 0, or ip_local_port_range is too wide. Connections to a closed port hang too, and ::1 does not work in this mode.',
        see: { text: 'To check the kernel settings:', commands: ['wslnet doctor network', 'wslnet test'] },
        cure: 'Delete the lines that set them, and use 127.0.0.1 instead of localhost.',
        commands: ['wslnet doctor network'],
      },
      {
        symptom: 'The program listens in a container, or only on ::1.',
        cause: 'WSL forwards only ports that listen on 127.0.0.1 or on all addresses.',
        see: { text: 'To see who listens where:', commands: ['wslnet ports'] },
        cure: 'Make the program listen on 0.0.0.0.',
        commands: ['wslnet ports'],
      },
    ],
    related: ['sleep', 'ports', 'localhostForwarding', 'hostAddressLoopback'],
    doctor: ['ports', 'network'],
  },
  {
    topic: 'sleep',
    title: 'localhost or the network stops working after sleep, hibernation or Fast Startup.',
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
          'WSL, or the part of it that forwards localhost, did not wake up. With Fast Startup, shutting down Windows does not help.',
        see: { text: 'To test what works now:', commands: ['wslnet test'] },
        cure: 'Restart WSL. If that does not help, restart Windows ("Restart", not "Shut down").',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'It happens after every sleep.',
        cause: 'Fast Startup saves the broken network state and restores it.',
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
        cause: 'They can reach only Windows, not the private network behind it.',
        see: { text: 'To see who can reach which port:', commands: ['wslnet ports'] },
        cure: 'Open the port, here 3000. wslnet adds a port proxy and a firewall rule. If the address of Linux changes, run it again.',
        commands: ['wslnet open 3000'],
      },
      {
        symptom: 'The port is open, but other devices still cannot connect.',
        cause:
          'The program listens only on 127.0.0.1, Windows treats the network as public, or the Wi-Fi keeps its devices apart.',
        see: {
          text: 'To test from another device:',
          commands: ['wslnet test --lan', 'wslnet address lan 3000'],
        },
        cure: 'Make the program listen on 0.0.0.0 (often with an option --host), and set the network to private in Windows.',
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
        symptom: 'Common development ports such as 3000, 5173 and 8080 cannot be used.',
        cause:
          'The dynamic port range of Windows begins at 1024. In mirrored mode, WSL 2.8.7 to 2.9.4 then block every port in it for Linux.',
        see: { text: 'To see the range:', commands: ['wslnet doctor ports'] },
        cure: 'Reset the range in PowerShell as administrator, and restart Windows.',
        commands: noPortRange.commands,
      },
      {
        symptom: 'The port is one of 135, 1900, 2869, 3702, 5004, 5357 and 5358, in mirrored mode.',
        cause: 'Windows keeps these ports for itself. Nothing reaches Linux on them, not even from Linux itself.',
        see: { text: 'To see who uses which port:', commands: ['wslnet ports'] },
        cure: 'Use another port.',
        commands: ['wslnet ports'],
      },
    ],
    related: ['mirrored', 'ignoredPorts', 'localhost', 'docker'],
    doctor: ['ports'],
  },
  {
    topic: 'proxy',
    title: 'Linux does not use the Windows proxy, or WSL warns about it at every start.',
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
        cause: 'WSL puts the address of the script into WSL_PAC_URL, which most programs ignore.',
        see: { text: 'In Linux:', commands: ['printenv WSL_PAC_URL HTTP_PROXY'] },
        cure: 'Set HTTP_PROXY yourself in ~/.profile, to the proxy that the script chooses.',
        commands: ['wslnet doctor proxy'],
      },
      {
        symptom: 'Linux has no proxy on Windows 10.',
        cause: 'autoProxy needs Windows 11 22H2 or later.',
        cure: 'Set HTTP_PROXY yourself in ~/.profile. In nat mode, the proxy must not listen on 127.0.0.1 only.',
        commands: ['wslnet address windows'],
      },
    ],
    related: ['autoProxy', 'initialAutoProxyTimeout'],
    doctor: ['proxy'],
  },
  {
    topic: 'docker',
    isBroad: true,
    title: 'Docker has network problems in WSL.',
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
        symptom: 'Names do not resolve in a container.',
        cause:
          'Containers do not use DNS tunneling. Docker gives them the servers in resolv.conf, or 8.8.8.8, which the network may block.',
        see: { text: 'In Linux:', commands: ['docker run --rm busybox nslookup example.com'] },
        cure: 'Set "dns" in /etc/docker/daemon.json to a server that answers, or turn DNS tunneling off.',
        commands: ['wslnet set dnsTunneling=false'],
      },
      {
        symptom: 'WSL does not restart, or starts again with the old settings.',
        cause: 'Docker Desktop starts its distribution again at once.',
        see: { text: 'To see what is running:', commands: ['wsl.exe -l -v'] },
        cure: 'Quit Docker Desktop, then restart WSL.',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'A Docker network has the same addresses as your office network.',
        cause: 'By default, Docker uses 172.17.0.0/16 and the ranges after it.',
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
    title: 'Podman has network problems in WSL.',
    words: ['podman', 'gvproxy', 'buildah'],
    messages: ['podman machine', 'rootlessport', 'slirp4netns', 'pasta failed'],
    causes: [
      {
        symptom: 'Windows or the LAN cannot reach a port that Podman publishes.',
        cause:
          'podman-docker provides a docker command, but is not Docker Engine, so the fix in Docker Engine 27 does not apply. Rootless Podman uses a listener of its own.',
        see: { text: 'To see who listens where:', commands: ['wslnet ports'] },
        cure: 'Publish the port (here 8080) on all addresses, and open it for the LAN.',
        commands: ['podman run -p 0.0.0.0:8080:80 nginx', 'wslnet open 8080'],
      },
      {
        symptom: 'The Podman machine loses the network on a VPN.',
        cause: 'Its distribution uses the WSL network, as every other one does.',
        cure: 'Stop the machine. Then let Podman connect from Windows; in PowerShell:',
        commands: ['podman machine set --user-mode-networking=true'],
      },
    ],
    related: ['docker', 'ports', 'lan'],
    doctor: ['ports'],
  },
  {
    topic: 'vscode',
    title: 'VS Code or another editor has problems with WSL.',
    words: ['vscode', 'vs code', 'cursor', 'jetbrains', 'editor', 'ide', 'visual studio'],
    messages: ['vscode-server', 'vs code server', 'failed to connect to the remote extension host'],
    causes: [
      {
        symptom: 'A change to .wslconfig has no effect while the editor is open.',
        cause: 'The editor keeps WSL running, or starts it again at once.',
        see: { text: 'To see whether WSL must restart:', commands: ['wslnet status'] },
        cure: 'Close its remote windows, then restart WSL.',
        commands: ['wslnet restart'],
      },
      {
        symptom: 'A port works on localhost only while the editor is open.',
        cause: 'The editor forwards ports itself. Its list of ports shows which ones.',
        see: { text: 'To see who listens on Windows:', commands: ['wslnet ports'] },
        cure: 'Let WSL forward the port instead. "wslnet explain localhost" says how.',
        commands: ['wslnet test'],
      },
      {
        symptom: 'The editor cannot connect to WSL.',
        cause: 'A proxy or VPN is in the way, or localhost does not reach Linux.',
        see: { text: 'To test what works now:', commands: ['wslnet test'] },
        cure: 'Find the cause with doctor.',
        commands: ['wslnet doctor'],
      },
    ],
    related: ['restart', 'localhost', 'proxy'],
    doctor: ['mode'],
  },
  {
    topic: 'mtu',
    title: 'Connections open, but then a download, git or TLS hangs.',
    words: ['mtu', 'hang', 'stall', 'handshake', 'fragment', 'mss', 'large', 'timeout'],
    messages: ['tls handshake timeout', 'message too long', 'rpc failed', 'early eof', 'unexpected disconnect'],
    causes: [
      {
        symptom: 'Small answers arrive, but large ones do not. This mostly happens behind a VPN.',
        cause: 'The VPN tunnel takes only smaller packets than Linux sends, and Linux does not find out.',
        see: {
          text: 'To test both sizes (replace intranet.example with a server of yours):',
          commands: ['wslnet test --target intranet.example:443'],
        },
        cure: 'Lower the MTU of Linux, here to 1350; this lasts until WSL restarts. Or use mirrored mode, which uses the MTU of Windows.',
        commands: ['sudo ip link set dev eth0 mtu 1350', 'wslnet set mirrored'],
      },
    ],
    related: ['vpn', 'slow'],
    doctor: ['network'],
  },
  {
    topic: 'slow',
    isBroad: true,
    title: 'The network in Linux is slow.',
    words: ['slow', 'speed', 'latency', 'lag', 'bandwidth', 'throughput', 'delay', 'performance'],
    messages: [],
    causes: [
      {
        symptom: 'The first connection to each host takes seconds.',
        cause: 'The first name server does not answer, or Linux tries IPv6 addresses that do not work.',
        see: { text: 'To time each step:', commands: ['wslnet test'] },
        cure: 'Turn DNS tunneling on, and let WSL write /etc/resolv.conf.',
        commands: ['wslnet set dnsTunneling=true'],
      },
      {
        symptom: 'localhost stalls under many short connections, in virtioproxy mode.',
        cause: 'WSL versions before 2.9.5 do this.',
        see: { text: 'To check your versions:', commands: ['wslnet doctor versions'] },
        cure: 'Update WSL.',
        commands: ['wsl.exe --update'],
      },
      {
        symptom: 'Only files under /mnt/c are slow.',
        cause: 'These are Windows files, and each access crosses from Linux to Windows. This is not a network problem.',
        cure: 'Keep your projects in your Linux home directory.',
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
        symptom: 'Linux has only a link-local IPv6 address.',
        cause:
          'nat mode has no IPv6. Mirrored mode has the IPv6 of Windows, bridged mode needs ipv6=true, and virtioproxy has TCP and UDP since WSL 2.7.1.',
        see: { text: 'To test what works now:', commands: ['wslnet test'] },
        cure: 'Use mirrored mode.',
        commands: ['wslnet set mirrored'],
      },
    ],
    related: ['ipv6', 'mirrored', 'modes'],
    doctor: ['mode'],
  },
  {
    topic: 'multicast',
    title: 'Devices do not find each other (mDNS, ROS, DLNA).',
    words: ['multicast', 'mdns', 'bonjour', 'avahi', 'ros', 'dds', 'dlna', 'discovery', 'igmp', 'broadcast'],
    messages: [],
    causes: [
      {
        symptom: 'Linux receives no multicast.',
        cause:
          'nat and virtioproxy have no multicast. Mirrored mode has mDNS on the local network; other groups need a firewall rule. Users report that it is unreliable between Windows and Linux.',
        see: { text: 'To test it:', commands: ['wslnet test'] },
        cure: 'Use mirrored mode, and open the port of the group, such as 7400 for ROS 2.',
        commands: ['wslnet set mirrored', 'wslnet open 7400/udp'],
      },
    ],
    related: ['mirrored', 'lan'],
    doctor: ['firewall'],
  },
  {
    topic: 'fallback',
    title: 'WSL starts in another mode than the file asks for.',
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
        cause: 'Windows Server has no mirrored mode, so WSL starts without a network.',
        see: { text: 'To see the edition:', commands: ['wslnet doctor mode'] },
        cure: 'Use nat.',
        commands: ['wslnet set nat'],
      },
      {
        symptom: 'Everything is new enough, but it still falls back.',
        cause:
          'Windows may still have a network that was created without the firewall. A custom kernel may lack seccomp.',
        see: { text: 'To see what WSL said when it started:', commands: ['wslnet doctor mode -v'] },
        cure: 'Restart Windows. If you use a custom kernel, go back to the one that comes with WSL.',
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
        symptom: 'In mirrored mode, Linux has only the adapter lo.',
        cause: 'IPv6 is turned off in the Windows registry (DisabledComponents is 0xFF).',
        see: { text: 'To check:', commands: ['wslnet doctor mode'] },
        cure: 'Remove the value in PowerShell as administrator, and restart Windows.',
        commands: [
          'Remove-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters -Name DisabledComponents',
        ],
      },
      {
        symptom: 'Linux has adapters, but cannot reach anything.',
        cause:
          'An administrator blocked outbound connections in the Hyper-V firewall, or limited WSL to an adapter that is missing.',
        see: { text: 'To check both:', commands: ['wslnet doctor firewall network'] },
        cure: 'Ask your administrator. This prints what to show them:',
        commands: ['wslnet report'],
      },
      noSwitch,
    ],
    related: ['fallback', 'vpn', 'modes'],
    doctor: ['mode', 'network', 'firewall'],
  },
  {
    topic: 'bridge',
    title: 'Bridged mode does not start.',
    words: ['bridge', 'vswitch', 'new-vmswitch'],
    messages: ['bridged networking', 'vmswitch'],
    causes: [bridgedOnWindows10, noSwitch],
    related: ['bridged', 'vmSwitch', 'mirrored'],
    doctor: ['mode'],
  },
  {
    topic: 'restart',
    title: 'You changed the file, but nothing happened.',
    words: ['restart', 'change', 'changed', 'applied', 'ignored', 'effect', 'shutdown', 'reload'],
    messages: [],
    causes: [
      notRestarted,
      {
        symptom: 'WSL restarted, but still nothing changed.',
        cause:
          'The line has no effect: it has a typo, is in the wrong section or the wrong file, or an earlier line wins.',
        see: { text: 'To read the file as WSL does:', commands: ['wslnet check', 'wslnet show', 'wslnet path -v'] },
        cure: 'Fix the file.',
        commands: ['wslnet check --fix'],
      },
    ],
    related: ['networkingMode', 'vscode', 'docker', 'wsl-settings'],
    doctor: ['file', 'mode'],
  },
  {
    topic: 'policy',
    title: 'A group policy overrides the file.',
    words: ['policy', 'intune', 'gpo', 'managed', 'organization', 'administrator'],
    messages: ['disabled by the computer policy', 'overridden by policy', 'the group policy'],
    causes: [
      {
        symptom: 'WSL says that a setting is disabled by the computer policy.',
        cause:
          'An administrator set AllowNetworkingModeUserSetting, AllowFirewallUserSetting or DefaultNetworkingMode.',
        see: { text: 'To see the policies on this machine:', commands: ['wslnet doctor mode -v'] },
        cure: 'Ask whoever manages the computer. Only mode none is always allowed.',
        commands: ['wslnet status'],
      },
    ],
    related: ['networkingMode', 'firewall'],
    doctor: ['mode'],
  },
  {
    topic: 'wsl-settings',
    title: 'The WSL Settings app changes .wslconfig.',
    words: ['wsl-settings', 'gui', 'wslsettings'],
    messages: ['wsl settings'],
    causes: [
      {
        symptom: 'The app changed more than one setting.',
        cause:
          'It writes the same file, changes every line ending to CRLF, and removes settings that equal the default. It may add a new value below an old one; WSL then uses the old one.',
        see: {
          text: 'To see earlier versions, and what WSL reads now:',
          commands: ['wslnet history', 'wslnet show'],
        },
        cure: 'Check the file after you use the app.',
        commands: ['wslnet check --fix'],
      },
      {
        symptom: 'The app does not show a setting.',
        cause: 'It does not know bridged, vmSwitch, macAddress, dhcp, ipv6 or group policies.',
        cure: 'Set it with wslnet. For example, dhcp:',
        commands: ['wslnet set dhcp=true'],
      },
    ],
    related: ['restart', 'networkingMode'],
    doctor: ['file'],
  },
  {
    topic: 'containers',
    title: 'A setting does not reach the containers of WSL (wslc).',
    words: ['wslc', 'settings.yaml', 'wsl container', 'wsla'],
    messages: ['settings.yaml'],
    causes: [
      {
        symptom: 'A setting in .wslconfig has no effect on wslc.',
        cause:
          'wslc runs containers in its own virtual machine, which settings.yaml configures. .wslconfig is only for distributions.',
        see: { text: 'To see what .wslconfig sets:', commands: ['wslnet show'] },
        cure: 'Set it in settings.yaml, which wslnet does not change. Publish ports with -p, as with Docker.',
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
