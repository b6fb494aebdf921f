using System.Net;
using System.Net.Sockets;

namespace Parley.Outgoing;

/// <summary>Tells where an address leads, by the registries of special-purpose addresses (RFC 6890) and what clouds are known to use.</summary>
public static class AddressKinds
{
    // Longest prefixes first: the first that holds an address decides.
    private static readonly (IPNetwork Network, AddressKind Kind)[] V4 = Table(
        (AddressKind.Metadata, "169.254.169.254/32 169.254.170.2/32 169.254.170.23/32 100.100.100.200/32 192.0.0.192/32 168.63.129.16/32"),
        (AddressKind.Reserved, "0.0.0.0/8 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"),
        (AddressKind.Private, "10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 198.18.0.0/15"),
        (AddressKind.Loopback, "127.0.0.0/8"),
        (AddressKind.LinkLocal, "169.254.0.0/16"));

    private static readonly (IPNetwork Network, AddressKind Kind)[] V6 = Table(
        (AddressKind.Metadata, "fd00:ec2::254/128 fd00:ec2::23/128 fd20:ce::254/128"),
        (AddressKind.Loopback, "::1/128"),
        (AddressKind.Private, "fc00::/7 fec0::/10"),
        (AddressKind.LinkLocal, "fe80::/10"),

        // Behind 64:ff9b:1::/48 a network's own gateway chooses the IPv4 address, where no table of ours sees it.
        (AddressKind.Reserved, "64:ff9b:1::/48"),

        // 2001::/23 holds Teredo, whose packets come out wherever its maker said.
        (AddressKind.Reserved, "2001::/23 2001:db8::/32 3fff::/20"),
        (AddressKind.Public, "2000::/3"),
        (AddressKind.Reserved, "::/0"));

    // Prefixes behind which an IPv4 address stands, and at which byte.
    private static readonly (IPNetwork Network, int At)[] Carriers =
    [
        (IPNetwork.Parse("::ffff:0:0/96"), 12),
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    public static AddressKind Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => Find(V4, bytes),
            AddressFamily.InterNetworkV6 => OfV6(bytes),
            _ => AddressKind.Reserved,
        };
    }

    private static AddressKind OfV6(byte[] bytes)
    {
        foreach (var (network, at) in Carriers)
        {
            if (Holds(network, bytes))
            {
                return Find(V4, bytes.AsSpan(at, 4));
            }
        }

        // ISATAP writes an IPv4 address into the lower half of any prefix.
        return bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe && bytes[8] is 0 or 2 && Find(V4, bytes.AsSpan(12, 4)) is not AddressKind.Public and var inner
            ? inner
            : Find(V6, bytes);
    }

    private static AddressKind Find((IPNetwork Network, AddressKind Kind)[] table, ReadOnlySpan<byte> address)
    {
        foreach (var (network, kind) in table)
        {
            if (Holds(network, address))
            {
                return kind;
            }
        }

        return AddressKind.Public;
    }

    // IPNetwork's own look at an address would take the mapped form for its IPv4 one; the bytes tell no more than they are.
    private static bool Holds(IPNetwork network, ReadOnlySpan<byte> address)
    {
        Span<byte> prefix = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(prefix, out _);
        var whole = network.PrefixLength / 8;
        var rest = network.PrefixLength % 8;
        return address[..whole].SequenceEqual(prefix[..whole])
            && (rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0);
    }

    private static (IPNetwork Network, AddressKind Kind)[] Table(params (AddressKind Kind, string Networks)[] rows) =>
        [.. rows.SelectMany(row => row.Networks.Split(' '), (row, network) => (IPNetwork.Parse(network), row.Kind))];
}
