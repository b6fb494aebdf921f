namespace Parley.Safety.Tests;

/// <summary>Hosts and addresses in one spelling, wherever they stand.</summary>
public sealed class NetworkNamesTests
{
    [Theory]
    [InlineData("Write to Bob@Example.COM.", "bob@example.com")]
    [InlineData("https://WWW.Example.com:8443/path?q=1", "example.com")]
    [InlineData("https://user:word@example.com/path", "example.com")]
    [InlineData("ftp://files.example.com", "files.example.com")]
    [InlineData("http://127.0.0.1:80/x", "127.0.0.1")]
    [InlineData("https%3A%2F%2Fexample.com%2Fx", "example.com")]
    [InlineData("https://münchen.example/", "xn--mnchen-3ya.example")]
    [InlineData("http://localhost/admin", "localhost")]
    public void A_name_is_found_in_one_spelling(string text, string name) => Assert.Contains(name, NetworkNames.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("Nothing is named here, at all.")]
    [InlineData("100% of it, and \ud800 half a character %zz")]
    public void Where_none_is_named_none_is_found(string text) => Assert.Empty(NetworkNames.Of(text));

    [Fact]
    public void What_is_spread_out_stands_together_without_its_signs() =>
        Assert.Contains(NetworkNames.Squashed("evil.com"), NetworkNames.Squashed("go to evil [.] c\u200bom now"), StringComparison.Ordinal);
}
