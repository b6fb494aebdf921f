using Microsoft.Extensions.Options;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Orchestration.Tests;

/// <summary>Answers in the memory of a node.</summary>
public sealed class MemoryAnswersTests
{
    private static readonly TenantScope A = new(new("tenant_a"));
    private static readonly TenantScope B = new(new("tenant_b"));
    private readonly Signals _signals = new();
    private readonly FakeTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Tenants_with_one_key_and_one_scope_have_each_their_own()
    {
        using var answers = Open(new());
        await answers.KeepAsync(Kept(A, "key", "of a"), CancellationToken.None);
        await answers.KeepAsync(Kept(B, "key", "of b"), CancellationToken.None);

        Assert.Equal("of a", (await answers.FindAsync(A, "key", CancellationToken.None))!.Text.Answer);
        Assert.Equal("of b", (await answers.FindAsync(B, "key", CancellationToken.None))!.Text.Answer);
        Assert.Equal("of b", Assert.Single(answers.InScope(B, "scope")).Text.Answer);
    }

    [Fact]
    public async Task A_tenant_that_has_too_many_loses_its_own_that_it_used_least()
    {
        var size = Kept(A, "1", "text").Bytes;
        using var answers = Open(new() { MostBytes = 2 * size });
        await answers.KeepAsync(Kept(B, "1", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(A, "1", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(A, "2", "text"), CancellationToken.None);
        await answers.FindAsync(A, "1", CancellationToken.None);

        await answers.KeepAsync(Kept(A, "3", "text"), CancellationToken.None);

        Assert.Equal((true, false, true), (await HasAsync(answers, A, "1"), await HasAsync(answers, A, "2"), await HasAsync(answers, A, "3")));
        Assert.True(await HasAsync(answers, B, "1"));
        Assert.Equal((2 * size, size), (answers.Of(A.Id).Bytes, answers.Of(B.Id).Bytes));
    }

    [Fact]
    public async Task All_together_take_no_more_than_allowed()
    {
        var size = Kept(A, "1", "text").Bytes;
        using var answers = Open(new() { MostBytesOfAll = 2 * size });
        await answers.KeepAsync(Kept(A, "1", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(B, "1", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(B, "2", "text"), CancellationToken.None);

        Assert.False(await HasAsync(answers, A, "1"));
        Assert.Equal((0, 2 * size), (answers.Of(A.Id).Bytes, answers.Of(B.Id).Bytes));
    }

    [Fact]
    public async Task Emptied_a_tenant_has_none_and_the_others_keep_theirs()
    {
        using var answers = Open(new());
        await answers.KeepAsync(Kept(A, "1", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(A, "2", "text"), CancellationToken.None);
        await answers.KeepAsync(Kept(B, "1", "text"), CancellationToken.None);

        _signals.Raise(MemoryAnswers.EmptyTopic, A.Id.Value);

        Assert.Equal(((0, 0), 1), (answers.Of(A.Id), answers.Of(B.Id).Entries));
    }

    [Fact]
    public async Task What_is_kept_anew_takes_the_place_of_the_older()
    {
        using var answers = Open(new());
        await answers.KeepAsync(Kept(A, "1", "older"), CancellationToken.None);
        await answers.KeepAsync(Kept(A, "1", "newer"), CancellationToken.None);

        Assert.Equal("newer", Assert.Single(answers.InScope(A, "scope")).Text.Answer);
        Assert.Equal(Kept(A, "1", "newer").Bytes, answers.Of(A.Id).Bytes);
    }

    [Fact]
    public async Task A_turn_that_was_erased_is_forgotten_and_all_are_when_word_was_lost()
    {
        using var answers = Open(new());
        await answers.KeepAsync(Kept(A, "1", "text", "turn_1"), CancellationToken.None);
        await answers.KeepAsync(Kept(A, "2", "text", "turn_2"), CancellationToken.None);

        _signals.Raise(MemoryAnswers.ForgetTopic, "turn_1");
        Assert.Equal((false, true), (await HasAsync(answers, A, "1"), await HasAsync(answers, A, "2")));

        _signals.RaiseAll();
        Assert.False(await HasAsync(answers, A, "2"));
        Assert.Equal(0, answers.Of(A.Id).Bytes);
    }

    [Fact]
    public async Task What_is_too_old_goes_though_nothing_else_is_kept()
    {
        var options = new AnswerCacheOptions { Lifetime = TimeSpan.FromHours(2), Stale = TimeSpan.FromHours(3) };
        using var answers = Open(options);
        await answers.KeepAsync(Kept(A, "1", "text"), CancellationToken.None);

        _time.Advance(options.Stale);
        Assert.True(await HasAsync(answers, A, "1"));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.False(await HasAsync(answers, A, "1"));
        Assert.Equal(0, answers.Of(A.Id).Bytes);
    }

    private MemoryAnswers Open(AnswerCacheOptions options) => new(Options.Create(options), _signals, _time);

    private static async Task<bool> HasAsync(MemoryAnswers answers, TenantScope tenant, string key) =>
        await answers.FindAsync(tenant, key, CancellationToken.None) is not null;

    private static KeptAnswer Kept(TenantScope tenant, string key, string text, string turn = "turn_1") =>
        new(tenant.Id, key, "scope", new(turn), new("sub_a"), DateTimeOffset.UnixEpoch, new("What is it?", text, []));
}
