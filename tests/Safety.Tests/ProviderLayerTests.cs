namespace Parley.Safety.Tests;

public sealed class ProviderLayerTests
{
    private static readonly TenantScope Tenant = new(new("tenant_a"));
    private readonly FakeTime _time = new();
    private readonly FakeProvider _provider = new();

    [Fact]
    public async Task The_highest_score_over_all_pieces_of_a_text_counts()
    {
        _provider.Answer = text => text.Contains("end", StringComparison.Ordinal) ? new() { ["violence"] = .9 } : new() { ["violence"] = .2, ["hate"] = .3, ["own"] = 1 };

        var scores = await AskAsync(new string('a', 20_000) + " end");

        Assert.Equal(new Dictionary<string, double> { ["violence"] = .9, ["hate"] = .3 }, scores);
        Assert.Equal([8_000, 8_000, 4_004], _provider.Asked.Select(text => text.Length));
    }

    [Fact]
    public async Task What_the_policy_takes_out_is_not_sent()
    {
        await AskAsync("My card is 4111 1111 1111 1111 and I am ann@example.com.");

        Assert.Equal("My card is [card] and I am ann@example.com.", Assert.Single(_provider.Asked));
    }

    [Fact]
    public async Task No_pair_of_surrogates_is_cut()
    {
        await AskAsync(new string('a', 7_999) + "😀" + new string('b', 10));

        Assert.Equal([7_999, 12], _provider.Asked.Select(text => text.Length));
    }

    [Fact]
    public async Task A_text_that_is_longer_than_can_be_judged_is_not_judged()
    {
        Assert.Null(await AskAsync(new string('a', 300_000)));
        Assert.Empty(_provider.Asked);
    }

    [Fact]
    public async Task A_provider_that_fails_again_and_again_is_left_alone_and_tried_after_a_while()
    {
        _provider.Answer = _ => throw new ModerationFailedException("timeout");
        var layer = new ProviderLayer([_provider], _time);
        for (var call = 0; call < 20; call++)
        {
            Assert.Null(await layer.AskAsync(Tenant, Policy.Standard, "x", CancellationToken.None));
        }

        Assert.Equal(Pause.FailuresInARow, _provider.Asked.Count);
        _time.Advance(Pause.Length);
        await layer.AskAsync(Tenant, Policy.Standard, "x", CancellationToken.None);
        await layer.AskAsync(Tenant, Policy.Standard, "x", CancellationToken.None);
        Assert.Equal(Pause.FailuresInARow + 1, _provider.Asked.Count);

        _provider.Answer = _ => [];
        _time.Advance(Pause.Length);
        Assert.NotNull(await layer.AskAsync(Tenant, Policy.Standard, "x", CancellationToken.None));
        Assert.NotNull(await layer.AskAsync(Tenant, Policy.Standard, "x", CancellationToken.None));
    }

    [Theory]
    [InlineData(ProviderAbsence.Open, GuardAction.Allow)]
    [InlineData(ProviderAbsence.Closed, GuardAction.Block)]
    public void The_policy_says_what_a_silence_means(ProviderAbsence absence, GuardAction action)
    {
        var judge = new Judge(PolicyRules.Read(new(Name: "p", Provider: new(true, absence))));

        var judgement = judge.With(judge.Look("Hello", Parley.Moderation.ModerationSource.User), null, 5);

        Assert.Equal(action, judgement.Action);
        Assert.Equal(("provider", "unavailable", action), Assert.Single(judgement.Findings.Select(one => (one.Guard, one.Kind, one.Action))));
    }

    [Fact]
    public void What_the_provider_scores_is_acted_on_by_the_policys_thresholds()
    {
        var judge = new Judge(PolicyRules.Read(new(Name: "p", Categories: new Dictionary<string, ScoreInput> { ["hate"] = new(BlockAt: .99, ReviewAt: .9) })));
        var local = judge.Look("Hello", Parley.Moderation.ModerationSource.User);

        Assert.Equal(GuardAction.Allow, judge.With(local, new Dictionary<string, double> { ["hate"] = .85 }, 5).Action);
        Assert.Equal(GuardAction.Review, judge.With(local, new Dictionary<string, double> { ["hate"] = .95 }, 5).Action);
        var blocked = judge.With(local, new Dictionary<string, double> { ["violence"] = .85 }, 5);
        Assert.Equal((GuardAction.Block, .85), (blocked.Action, blocked.Scores["violence"]));
        Assert.Contains("violence", blocked.Harmful);
    }

    private ValueTask<IReadOnlyDictionary<string, double>?> AskAsync(string text) => new ProviderLayer([_provider], _time).AskAsync(Tenant, Policy.Standard, text, CancellationToken.None);

    private sealed class FakeProvider : IModerationProvider
    {
        public List<string> Asked { get; } = [];

        public Func<string, Dictionary<string, double>> Answer { get; set; } = _ => [];

        public string? Name => "fake";

        public string Model => "fake";

        public Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Asked.AddRange(texts);
            return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, double>>>([.. texts.Select(Answer)]);
        }
    }
}
