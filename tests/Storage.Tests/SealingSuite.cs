using System.Security.Cryptography;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class SealingSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    [Fact]
    public async Task The_same_owner_always_gets_the_same_key_on_every_node()
    {
        var sealedText = (await Database.Sealer.KeyAsync(Acme.Id, "sub_1")).Seal("messages", "msg_1", "grüße");
        await using var other = Database.OpenAnotherNode();

        Assert.Equal("grüße", (await other.Sealer.KeyAsync(Acme.Id, "sub_1")).Open("messages", "msg_1", sealedText));
    }

    [Fact]
    public async Task Keys_that_are_learned_together_are_those_of_their_owners_and_a_destroyed_one_stays_destroyed()
    {
        var sealedTexts = new List<byte[]>();
        foreach (var owner in (string[])["sub_1", "sub_2", "sub_3"])
        {
            sealedTexts.Add((await Database.Sealer.KeyAsync(Acme.Id, owner)).Seal("messages", "msg_1", owner));
        }

        await Database.Sealer.KeyAsync(Bolt.Id, "sub_4");
        await Database.Sealer.ShredAsync(Acme.Id, "sub_3");
        await using var other = Database.OpenAnotherNode();

        await other.Sealer.LearnAsync(Acme.Id, ["sub_1", "sub_2", "sub_2", "sub_3", "sub_4", "nobody"]);
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync("DELETE FROM data_keys WHERE tenant_id = @tenant AND owner = 'sub_2'"));

        // The second is known by now, though the database has it no more.
        Assert.Equal(["sub_1", "sub_2"], [(await other.Sealer.KeyAsync(Acme.Id, "sub_1")).Open("messages", "msg_1", sealedTexts[0]), (await other.Sealer.KeyAsync(Acme.Id, "sub_2")).Open("messages", "msg_1", sealedTexts[1])]);
        await Assert.ThrowsAsync<KeyShreddedException>(async () => await other.Sealer.KeyAsync(Acme.Id, "sub_3"));
    }

    [Fact]
    public async Task Nodes_that_make_an_owners_first_key_at_once_agree_on_one()
    {
        await using var other = Database.OpenAnotherNode();
        var keys = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            Task.Run(async () => await (number % 2 == 0 ? Database : other).Sealer.KeyAsync(Acme.Id, "sub_1"))));

        var sealedText = keys[0].Seal("messages", "msg_1", "text");
        Assert.All(keys, key => Assert.Equal("text", key.Open("messages", "msg_1", sealedText)));
    }

    [Fact]
    public async Task Neither_another_owner_nor_another_tenant_can_open_a_text()
    {
        var sealedText = (await Database.Sealer.KeyAsync(Acme.Id, "sub_1")).Seal("messages", "msg_1", "text");

        var otherOwner = await Database.Sealer.KeyAsync(Acme.Id, "sub_2");
        var otherTenant = await Database.Sealer.KeyAsync(Bolt.Id, "sub_1");

        Assert.ThrowsAny<CryptographicException>(() => otherOwner.Open("messages", "msg_1", sealedText));
        Assert.ThrowsAny<CryptographicException>(() => otherTenant.Open("messages", "msg_1", sealedText));
    }

    [Fact]
    public async Task A_destroyed_key_is_gone_on_every_node_and_nobody_gets_a_new_one()
    {
        await Database.Sealer.KeyAsync(Acme.Id, "sub_1");
        await using var other = Database.OpenAnotherNode();
        await other.Adapter.MigrateAsync(Migrations(), CancellationToken.None);
        await other.Sealer.KeyAsync(Acme.Id, "sub_1");

        await Database.Sealer.ShredAsync(Acme.Id, "sub_1");

        await Assert.ThrowsAsync<KeyShreddedException>(async () => await Database.Sealer.KeyAsync(Acme.Id, "sub_1"));
        if (Kind == DatabaseKind.PostgreSql)
        {
            await Poll.UntilAsync(async () => await IsShreddedAsync(other.Sealer), "the other node forgets the key");
        }

        await using var connection = await Tenants.OpenAsync(Acme);
        Assert.Null(await connection.ScalarAsync<byte[]>("SELECT wrapped FROM data_keys WHERE tenant_id = @tenant AND owner = 'sub_1'"));
        Assert.NotNull(await Database.Sealer.KeyAsync(Acme.Id, "sub_2"));
    }

    [Fact]
    public async Task An_owner_can_be_destroyed_before_there_was_a_key()
    {
        await Database.Sealer.ShredAsync(Acme.Id, "sub_1");
        await Database.Sealer.ShredAsync(Acme.Id, "sub_1");

        await Assert.ThrowsAsync<KeyShreddedException>(async () => await Database.Sealer.KeyAsync(Acme.Id, "sub_1"));
    }

    [Fact]
    public async Task Another_master_key_opens_nothing()
    {
        await Database.Sealer.KeyAsync(Acme.Id, "sub_1");
        await using var stranger = Database.OpenAnotherNode(MasterKey.Parse(MasterKey.Generate()));

        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await stranger.Sealer.KeyAsync(Acme.Id, "sub_1"));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await stranger.Sealer.KeyAsync(Acme.Id, "sub_2"));
    }

    [Fact]
    public async Task A_wrapped_key_moved_to_another_owner_does_not_open()
    {
        await Database.Sealer.KeyAsync(Acme.Id, "sub_1");
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            """
            INSERT INTO data_keys (tenant_id, owner, wrapped, created_at)
            SELECT tenant_id, 'sub_2', wrapped, created_at FROM data_keys WHERE tenant_id = @tenant AND owner = 'sub_1'
            """));

        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await Database.Sealer.KeyAsync(Acme.Id, "sub_2"));
    }

    private async Task<bool> IsShreddedAsync(Sealer sealer)
    {
        try
        {
            await sealer.KeyAsync(Acme.Id, "sub_1");
            return false;
        }
        catch (KeyShreddedException)
        {
            return true;
        }
    }
}

public sealed class SqliteSealing() : SealingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSealing() : SealingSuite(DatabaseKind.PostgreSql);
