namespace Parley.Redaction.Tests;

/// <summary>Secrets. The samples are put together here, so that no scanner takes them for leaks.</summary>
public sealed class SecretTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef";
    private const string Mixed = "Ab3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY2zA4bC6dE8";

    public static TheoryData<string> Keys { get; } =
    [
        "AKIA" + "IOSFODNN7ABCDEFG", "AIza" + Mixed[..35], "ghp_" + Mixed[..36], "github_pat_" + Mixed, "glpat-" + Mixed[..20], "xoxb-" + "123456789012-" + Mixed[..24],
        "sk_live_" + Mixed[..24], "sk-proj-" + Mixed, "sk-ant-api03-" + Mixed, "npm_" + Mixed[..36], "pypi-" + Mixed + Mixed, "hf_" + Mixed[..34], "pk_" + Mixed[..34],
        "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + Mixed, "SG." + Mixed[..22] + "." + Mixed[..40], "AccountKey=" + Mixed + "Ab3d==", "abc8Q~" + Mixed[..34],
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_known_by_its_prefix(string key)
    {
        var text = $"I pasted {key}, sorry";
        var secret = Assert.Single(PersonalDataFinder.Find(text), found => found.Kind == DatumKinds.Secret);

        Assert.Equal(key, text[secret.Start..secret.End]);
    }

    [Theory]
    [InlineData("password = hunter2!", "hunter2!")]
    [InlineData("\"api_key\": \"q8w7e6r5t4\"", "q8w7e6r5t4")]
    [InlineData("DB_PASSWORD=Tr0ub4dor", "Tr0ub4dor")]
    [InlineData("my password is Tr0ub4dor, ok", "Tr0ub4dor")]
    [InlineData("Mein Passwort lautet geheim123", "geheim123")]
    [InlineData("Server=db;User=sa;Password=p4ss-w0rd;Encrypt=true", "p4ss-w0rd")]
    [InlineData("Authorization: Bearer 0123456789abcdefghij", "0123456789abcdefghij")]
    [InlineData("connect to postgres://app:s3cret@db.example.com:5432/parley now", "postgres://app:s3cret@db.example.com:5432/parley")]
    [InlineData("the signing key " + Hex, Hex)]
    public void What_is_named_as_a_secret_is_one(string text, string value) =>
        Assert.Contains(value, PersonalDataFinder.Find(text).Where(found => found.Kind == DatumKinds.Secret).Select(found => text[found.Start..found.End]));

    [Theory]
    [InlineData("the checksum of the file is " + Hex)]
    [InlineData("commit 0123456789abcdef0123456789abcdef01234567")]
    [InlineData("https://example.com/@user/page")]
    [InlineData("internationalization-of-applications is a key topic")]
    public void What_nobody_calls_a_secret_stays(string text) => Assert.DoesNotContain(PersonalDataFinder.Find(text), found => found.Kind == DatumKinds.Secret);

    [Fact]
    public void A_private_key_is_one_secret_from_its_first_line_to_its_last()
    {
        var text = $"key:\n{Samples.Key}\nThanks.";
        var secret = Assert.Single(PersonalDataFinder.Find(text), found => found.Kind == DatumKinds.Secret);

        Assert.Equal(Samples.Key, text[secret.Start..secret.End]);
    }

    [Fact]
    public void A_private_key_inside_of_json_is_one_too()
    {
        var text = "{\"private_key\": \"" + Samples.Key.Replace("\n", "\\n", StringComparison.Ordinal) + "\", \"id\": 1}";
        var secret = Assert.Single(PersonalDataFinder.Find(text), found => found.Kind == DatumKinds.Secret);

        Assert.Equal(Samples.Key.Length + 25, secret.Length);
    }

    [Fact]
    public void Prose_after_a_key_that_never_ends_stays()
    {
        const string text = "-----BEGIN " + "PRIVATE KEY-----\nMIIEabc\nand here we talk on";
        var secret = Assert.Single(PersonalDataFinder.Find(text), found => found.Kind == DatumKinds.Secret);

        Assert.EndsWith("here we talk on", text[secret.End..], StringComparison.Ordinal);
    }
}
