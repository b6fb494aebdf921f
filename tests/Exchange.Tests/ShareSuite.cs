using Parley.Accounts;
using Parley.Conversations;
using Parley.Kernel;
using Parley.Storage;

namespace Parley.Exchange.Tests;

public sealed class SqliteShareTests(SqliteHouse house) : ShareSuite(house), IClassFixture<SqliteHouse>;

public sealed class PostgreSqlShareTests(PostgreSqlHouse house) : ShareSuite(house), IClassFixture<PostgreSqlHouse>;

/// <summary>What a link shows, to whom and until when, on every database.</summary>
public abstract class ShareSuite(ExchangeHouse house) : ExchangeSuite(house)
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private ShareStore Shares => House.Get<ShareStore>();

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public async Task A_branch_of_any_length_is_read_from_its_first_message_on_in_pages_of_any_size(int length)
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, length);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);

        foreach (var size in (int[])[1, 7, 32, 200])
        {
            var read = new List<MessageId>();
            for (var from = 0; from < length; from += size)
            {
                read.AddRange((await ReadAsync(token, from, size))!.Value.Messages.Select(message => message.Id));
            }

            Assert.Equal(messages, read);
        }

        Assert.Empty((await ReadAsync(token, length + 5, 10))!.Value.Messages);
    }

    [Fact]
    public async Task What_is_said_or_edited_after_sharing_does_not_show()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 4);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);
        await House.SayAsync(caller, conversation, messages[^1], "user", "later");
        await House.SayAsync(caller, conversation, messages[0], "assistant", "another answer");

        Assert.Equal(messages, (await ReadAsync(token, 0, 200))!.Value.Messages.Select(message => message.Id));
    }

    [Fact]
    public async Task A_branch_that_is_not_the_conversations_own_can_be_shared()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 4);
        var other = await House.SayAsync(caller, conversation, messages[0], "assistant", "another answer");
        var (_, token) = await ShareAsync(caller, conversation, other);

        Assert.Equal(["Text 0", "another answer"], (await ReadAsync(token, 0, 200))!.Value.Messages.Select(message => message.Content));
    }

    [Fact]
    public async Task A_revoked_share_shows_nothing_and_only_its_owner_can_revoke_it()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (share, token) = await ShareAsync(caller, conversation, messages[^1]);

        Assert.False(await Shares.RevokeAsync(House.NewCaller(), share.Id, Actor.System, Cancel));
        Assert.False(await Shares.RevokeAsync(House.NewCaller("tenant_b", caller.Subject.Value), share.Id, Actor.System, Cancel));
        Assert.NotNull(await ReadAsync(token));
        Assert.True(await Shares.RevokeAsync(caller, share.Id, Actor.System, Cancel));
        Assert.False(await Shares.RevokeAsync(caller, share.Id, Actor.System, Cancel));

        Assert.Null(await ReadAsync(token));
        Assert.Empty(await Shares.ListAsync(caller, null, null, 10, Cancel));
    }

    [Fact]
    public async Task A_share_ends_with_its_time_and_is_removed_then()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);
        var (_, longer) = await ShareAsync(caller, conversation, messages[^1], 2 * Month);

        House.Time.Advance(Month - TimeSpan.FromSeconds(1));
        Assert.NotNull(await ReadAsync(token));
        House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ReadAsync(token));
        Assert.Single(await Shares.ListAsync(caller, conversation, null, 10, Cancel));

        Assert.True(await House.Get<ExpiredShares>().RemoveAsync(Cancel) >= 1);
        Assert.Equal(0, await House.Get<ExpiredShares>().RemoveAsync(Cancel));
        Assert.NotNull(await ReadAsync(longer));
        Assert.Equal((1L, 1L), await CountAsync(caller));
    }

    [Fact]
    public async Task What_is_erased_is_gone_from_its_shares_too()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 4);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);

        Assert.True(await House.Get<ConversationDeletion>().DeleteAsync(caller.Tenant, caller.Subject, conversation, Cancel));

        Assert.Null(await ReadAsync(token));
        Assert.Equal((0L, 0L), await CountAsync(caller));
    }

    [Fact]
    public async Task A_branch_whose_end_was_erased_shows_nothing_any_more()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 4);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);

        var (_, upper) = await ShareAsync(caller, conversation, messages[1]);
        await House.Get<BranchDeletion>().DeleteAsync(caller, messages[2], Cancel);

        Assert.Null(await ReadAsync(token));
        Assert.Equal(messages.Take(2), (await ReadAsync(upper))!.Value.Messages.Select(message => message.Id));
        Assert.Equal((1L, 1L), await CountAsync(caller));
    }

    [Fact]
    public async Task A_destroyed_key_closes_what_was_shared()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);

        await House.Database.Sealer.ShredAsync(caller.Tenant.Id, caller.Subject.Value, Cancel);

        Assert.Null(await ReadAsync(token));
    }

    [Fact]
    public async Task Nobody_shares_what_is_not_theirs_or_is_not_kept_or_not_finished()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (passing, texts) = await House.TalkAsync(caller, 2, passing: true);
        var running = await House.SayAsync(caller, conversation, messages[0], "assistant", "half", "running");
        var (other, _) = await House.TalkAsync(caller, 2);

        Assert.Equal((404, "not_found"), await RefusedAsync(House.NewCaller(), conversation, messages[^1]));
        Assert.Equal((404, "not_found"), await RefusedAsync(House.NewCaller("tenant_b", caller.Subject.Value), conversation, messages[^1]));
        Assert.Equal((404, "not_found"), await RefusedAsync(caller, other, messages[^1]));
        Assert.Equal((409, "conversation_temporary"), await RefusedAsync(caller, passing, texts[^1]));
        Assert.Equal((409, "turn_in_progress"), await RefusedAsync(caller, conversation, running));
    }

    [Fact]
    public async Task A_tenant_that_forbids_sharing_closes_what_was_shared_until_it_allows_it_again()
    {
        var caller = House.NewCaller("tenant_b");
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (_, token) = await ShareAsync(caller, conversation, messages[^1]);
        var policy = House.Get<SharingPolicy>();

        await policy.SetAsync(caller.Tenant, allowed: false, Actor.System, Cancel);
        Assert.Null(await ReadAsync(token));
        Assert.Equal((403, "sharing_forbidden"), await RefusedAsync(caller, conversation, messages[^1]));
        await policy.SetAsync(caller.Tenant, allowed: true, Actor.System, Cancel);

        Assert.NotNull(await ReadAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shr_")]
    [InlineData("shr_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("' OR 1=1 --")]
    public async Task A_made_up_token_shows_nothing(string token) => Assert.Null(await ReadAsync(token));

    [Fact]
    public async Task A_token_is_kept_nowhere_and_a_look_at_the_hash_opens_nothing()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 2);
        var (share, token) = await ShareAsync(caller, conversation, messages[^1]);

        Assert.True(token.Length >= 43);
        Assert.Null(await ReadAsync(TokenText.Hash(token)));
        Assert.Null(await ReadAsync(token.ToLowerInvariant()));
        Assert.Null(await ReadAsync(token + " "));
        Assert.Null(await ReadAsync(share.Id));
        await using var connection = await House.Database.System.OpenAsync(Cancel);
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM sys_shares WHERE token_hash = @token", new { token }));
    }

    private Task<(ShareRow Row, string Token)> ShareAsync(Caller caller, ConversationId conversation, MessageId leaf, TimeSpan? lifetime = null) =>
        Shares.MakeAsync(caller, conversation, leaf, lifetime ?? Month, Actor.System, Cancel);

    private Task<(ShareRow Share, string Title, IReadOnlyList<Message> Messages)?> ReadAsync(string token, int from = 0, int count = 10) =>
        House.Get<SharedBranch>().ReadAsync(token, from, count, Cancel);

    private async Task<(int, string)> RefusedAsync(Caller caller, ConversationId conversation, MessageId leaf)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ShareAsync(caller, conversation, leaf));
        return (refused.Refusal.Status, refused.Refusal.Code);
    }

    private async Task<(long Shares, long Heads)> CountAsync(Caller caller)
    {
        await using var connection = await House.Database.Tenants.OpenAsync(caller.Tenant, Cancel);
        return (
            await connection.ScalarAsync<long>("SELECT count(*) FROM shares WHERE tenant_id = @tenant AND subject_id = @subject", new { subject = caller.Subject.Value }),
            await connection.ScalarAsync<long>(
                """
                SELECT count(*) FROM sys_shares WHERE tenant_id = @tenant AND share_id IN
                    (SELECT id FROM shares WHERE tenant_id = @tenant AND subject_id = @subject)
                """,
                new { subject = caller.Subject.Value }));
    }
}
