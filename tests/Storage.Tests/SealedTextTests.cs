using System.Security.Cryptography;

namespace Parley.Storage.Tests;

public sealed class SealedTextTests
{
    private static readonly TenantId Acme = new("tenant_acme");

    private readonly DataKey _key = new(Acme, new byte[32]);

    [Theory]
    [InlineData("")]
    [InlineData("grüße 漢字 😀")]
    public void A_text_opens_in_its_place(string text) =>
        Assert.Equal(text, _key.Open("messages", "msg_1", _key.Seal("messages", "msg_1", text)));

    [Fact]
    public void The_same_text_never_looks_the_same_twice()
    {
        Assert.NotEqual(_key.Seal("messages", "msg_1", "text"), _key.Seal("messages", "msg_1", "text"));
        using var turn = _key.ForObject("log", "turn_1");
        Assert.NotEqual(turn.Seal("1", "text"), turn.Seal("1", "text"));
    }

    [Theory]
    [InlineData("messages", "msg_2")]
    [InlineData("notes", "msg_1")]
    [InlineData("messagesm", "sg_1")]
    public void A_text_opens_nowhere_else(string table, string id)
    {
        var sealedText = _key.Seal("messages", "msg_1", "text");

        Assert.ThrowsAny<CryptographicException>(() => _key.Open(table, id, sealedText));
    }

    [Fact]
    public void A_text_opens_for_no_other_tenant_that_has_the_same_key()
    {
        var sealedText = _key.Seal("messages", "msg_1", "text");

        Assert.ThrowsAny<CryptographicException>(() => new DataKey(new TenantId("tenant_bolt"), new byte[32]).Open("messages", "msg_1", sealedText));
    }

    [Fact]
    public void Each_changed_byte_is_noticed()
    {
        var sealedText = _key.Seal("messages", "msg_1", "text");

        for (var at = 0; at < sealedText.Length; at++)
        {
            var changed = (byte[])sealedText.Clone();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _key.Open("messages", "msg_1", changed));
        }
    }

    [Fact]
    public void Each_cut_is_noticed()
    {
        var sealedText = _key.Seal("messages", "msg_1", "text");

        for (var length = 0; length < sealedText.Length; length++)
        {
            Assert.ThrowsAny<CryptographicException>(() => _key.Open("messages", "msg_1", sealedText[..length]));
        }
    }

    [Fact]
    public void The_texts_of_one_object_are_each_bound_to_their_number()
    {
        using var turn = _key.ForObject("log", "turn_1");
        using var other = _key.ForObject("log", "turn_2");
        var sealedText = turn.Seal("1", "text");

        Assert.Equal("text", turn.Open("1", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => turn.Open("2", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => other.Open("1", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => _key.Open("log", "turn_1", sealedText));
    }

    [Fact]
    public void One_object_serves_many_threads()
    {
        using var turn = _key.ForObject("log", "turn_1");

        Parallel.For(0, 2000, number => Assert.Equal($"text {number}", turn.Open($"{number}", turn.Seal($"{number}", $"text {number}"))));
    }

    [Fact]
    public void A_secret_of_the_installation_opens_in_its_place_and_with_its_master_key_alone()
    {
        var master = new MasterKey(new byte[32]);
        var sealedText = master.SealSystem("sys_keys", "1", "secret"u8);

        Assert.Equal("secret"u8, master.OpenSystem("sys_keys", "1", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => master.OpenSystem("sys_keys", "2", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => MasterKey.Parse(MasterKey.Generate()).OpenSystem("sys_keys", "1", sealedText));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_not_a_master_key_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<StorageSetupException>(() => MasterKey.Parse(text));

        Assert.Contains("PARLEY_MASTER_KEY", refused.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !refused.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Starts_at_the_same_moment_agree_on_one_master_key_that_is_readable_for_its_owner_alone()
    {
        var folder = Directory.CreateTempSubdirectory("parley-key-");
        try
        {
            var data = Path.Combine(folder.FullName, "data");
            var keys = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(16).Select(_ => MasterKey.LoadOrCreate(data).CheckValue).ToHashSet();

            Assert.Single(keys);
            Assert.Equal(["master.key"], Directory.GetFiles(data).Select(Path.GetFileName));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "master.key")));
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
