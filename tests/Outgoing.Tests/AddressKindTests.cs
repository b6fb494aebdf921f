using System.Net;

namespace Parley.Outgoing.Tests;

/// <summary>Every special-purpose network at its first and its last address, and the neighbours just outside.</summary>
public sealed class AddressKindTests
{
    [Theory]
    [InlineData("0.0.0.0 0.0.0.1 0.255.255.255", AddressKind.Reserved)]
    [InlineData("1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0", AddressKind.Public)]
    [InlineData("10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255", AddressKind.Private)]
    [InlineData("100.64.0.0 100.127.255.255 198.18.0.0 198.19.255.255", AddressKind.Private)]
    [InlineData("127.0.0.0 127.0.0.1 127.255.255.255", AddressKind.Loopback)]
    [InlineData("169.254.0.0 169.254.169.253 169.254.255.255", AddressKind.LinkLocal)]
    [InlineData("169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 192.0.0.192 168.63.129.16", AddressKind.Metadata)]
    [InlineData("192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 192.88.99.0 198.51.100.0 203.0.113.255", AddressKind.Reserved)]
    [InlineData("224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255", AddressKind.Reserved)]
    [InlineData("169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 8.8.8.8", AddressKind.Public)]
    [InlineData("::", AddressKind.Reserved)]
    [InlineData("::1", AddressKind.Loopback)]
    [InlineData("::2 ::127.0.0.1 ::8.8.8.8 100::1 1fff:ffff:: 4000:: 5f00::1", AddressKind.Reserved)]
    [InlineData("fc00:: fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fec0::1", AddressKind.Private)]
    [InlineData("64:ff9b:1::1 64:ff9b:1::a9fe:a9fe", AddressKind.Reserved)]
    [InlineData("fe80:: fe80::1 fe80::1%2 febf:ffff::1", AddressKind.LinkLocal)]
    [InlineData("fd00:ec2::254 fd00:ec2::23 fd20:ce::254", AddressKind.Metadata)]
    [InlineData("ff00:: ff02::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", AddressKind.Reserved)]
    [InlineData("2001:db8:: 2001:db8:ffff::1 3fff::1 2001:2::1 2001:10::1", AddressKind.Reserved)]
    [InlineData("2001:200::1 2606:4700:4700::1111 2a00:1450:4001:80b::200e 2000::1 3ffe::1", AddressKind.Public)]
    public void A_plain_address_is_what_the_registries_say(string addresses, AddressKind kind) => AssertAll(addresses, kind);

    [Theory]
    [InlineData("::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1", AddressKind.Loopback)]
    [InlineData("::ffff:10.1.2.3 64:ff9b::10.1.2.3 2002:a01:203:: 2002:c0a8:101::c0a8:101", AddressKind.Private)]
    [InlineData("::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::", AddressKind.Metadata)]
    [InlineData("::ffff:0.0.0.0 ::ffff:255.255.255.255 2002:e000:1::", AddressKind.Reserved)]
    [InlineData("::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1", AddressKind.Public)]
    [InlineData("2001:0:7f00:1:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2", AddressKind.Reserved)]
    [InlineData("2606:4700::5efe:127.0.0.1 2606:4700::200:5efe:127.0.0.1", AddressKind.Loopback)]
    [InlineData("2606:4700::5efe:8.8.8.8", AddressKind.Public)]
    public void An_address_inside_an_address_is_what_it_leads_to(string addresses, AddressKind kind) => AssertAll(addresses, kind);

    private static void AssertAll(string addresses, AddressKind kind) =>
        Assert.All(addresses.Split(' '), address => Assert.Equal(kind, AddressKinds.Of(IPAddress.Parse(address))));
}
