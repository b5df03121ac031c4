/** Duplicates, both names of a setting, a refused value, lines WSL cannot read, and settings without effect. */
export const MESSY = `[experimental]
networkingMode=Mirrored
dnsTunneling=yes
ignoredPorts=3000, x, 443
bestEffortDnsParsing=true

[wsl2]
networkingMode=nat
firewall=false
localhostForwarding=false
; swap=0
kernel=C:\\tmp\\kernel
vmSwitch="Br\u00fccke \t"
dhcpTimeout=0x10
memory=6144MB
memory=8GB
`;
