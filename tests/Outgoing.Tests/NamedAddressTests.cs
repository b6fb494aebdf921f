using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Outgoing.Tests;

/// <summary>Addresses as people and documents write them.</summary>
public sealed class NamedAddressTests : IDisposable
{
    private readonly OutgoingHttp _closed = Make(allowPrivate: false);
    private readonly OutgoingHttp _open = Make(allowPrivate: true);

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0X7F.1/")]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://[fd12::1]/")]
    [InlineData("https://192.168.1.1:8443/x")]
    public void However_an_inner_address_is_spelled_it_is_refused_unless_the_operator_allows_it(string address)
    {
        Assert.Equal("address_not_allowed", _closed.Judge(address)?.Code);
        Assert.Null(_open.Judge(address));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    public void A_machines_metadata_and_what_is_no_place_are_refused_whatever_the_operator_allows(string address)
    {
        Assert.Equal("address_not_allowed", _closed.Judge(address)?.Code);
        Assert.Equal("address_not_allowed", _open.Judge(address)?.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("/etc/passwd")]
    [InlineData("//example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("gopher://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://example.com@127.0.0.1/")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://example.com:65536/")]
    [InlineData("http://exa mple.com/")]
    [InlineData("http://example.com\r\nHost: other/")]
    [InlineData("http://\u0000.com/")]
    [InlineData("http://xn--\uffff/")]
    public void What_is_no_plain_address_of_the_web_is_refused(string? address) =>
        Assert.Equal("address_invalid", _open.Judge(address)?.Code);

    [Fact]
    public void A_very_long_address_is_refused() =>
        Assert.Equal("address_invalid", _open.Judge("https://example.com/" + new string('a', 5000))?.Code);

    [Theory]
    [InlineData("https://example.com/path?query#fragment")]
    [InlineData("http://93.184.216.34:8080/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://bücher.example/")]
    public void A_public_address_is_let_through(string address) => Assert.Null(_closed.Judge(address));

    public void Dispose()
    {
        _closed.Dispose();
        _open.Dispose();
    }

    private static OutgoingHttp Make(bool allowPrivate) =>
        new(new OutgoingOptions { AllowPrivateAddresses = allowPrivate }, TimeProvider.System, NullLoggerFactory.Instance, Network.Real);
}
