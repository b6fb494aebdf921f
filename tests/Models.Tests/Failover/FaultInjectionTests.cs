using Parley.OpenAI;
using Parley.ScriptedProvider;

namespace Parley.Models.Tests;

/// <summary>Every kind of fault at every point of a stream, over real connections of both wires: the reader gets the whole answer once.</summary>
public sealed class FaultInjectionTests : IAsyncLifetime
{
    private const string Answer = "The incomprehensibilities of this:\n\n- one `x = 1`\n- two 😀 and zwölf\n\nSo \"it\" ends, 完全に.";

    private static readonly OpenAIOptions Hasty = new()
    {
        FirstTokenTimeout = TimeSpan.FromMilliseconds(150),
        BetweenTokensTimeout = TimeSpan.FromMilliseconds(150),
    };

    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync(new() { Pause = TimeSpan.Zero, BreakAfter = 1000 });

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Theory]
    [CombinatorialFaults("cut", "malformed", "error-frame", "missing-done", "stall")]
    public async Task A_stream_that_breaks_anywhere_is_whole_for_its_reader(string fault, bool continues, bool anthropic)
    {
        await using var broken = await ProviderFixture.StartAsync(new() { Text = Answer, Rate = 0 }, Hasty, anthropic: anthropic);
        await using var sound = await ProviderFixture.StartAsync(new() { Text = Answer }, new() { Continue = continues });
        var plan = Fleet.Plan(
            _fleet.Deploy("broken", await broken.ConnectAsync()), _fleet.Deploy("sound", await sound.ConnectAsync(), Abilities(continues)));

        for (var at = 0; at <= Pieces.Of(Answer).Count; at += fault == "stall" ? 9 : 1)
        {
            broken.Scripts.Put(new(new() { Fault = fault, FaultAt = at }, null, null));

            var heard = await _fleet.AskAsync(plan);

            Assert.Equal((Answer, 0, (Exception?)null), (heard.Text, heard.Restarts, heard.Failure));
        }

        Assert.Equal(0, await _fleet.OpenReservationsAsync());
    }

    [Theory]
    [CombinatorialFaults("429", "500", "503", "529", "401", "403", "402", "404", "408", "413", "content-type", "slow-headers")]
    public async Task A_provider_that_does_not_begin_is_passed_over(string fault, bool continues, bool anthropic)
    {
        await using var broken = await ProviderFixture.StartAsync(new() { Text = Answer, Fault = fault }, Hasty, anthropic: anthropic);
        await using var sound = await ProviderFixture.StartAsync(new() { Text = Answer }, new() { Continue = continues });

        var heard = await _fleet.AskAsync(Fleet.Plan(
            _fleet.Deploy("broken", await broken.ConnectAsync()), _fleet.Deploy("sound", await sound.ConnectAsync(), Abilities(continues))));

        Assert.Equal((Answer, 0), (heard.Text, heard.Restarts));
        Assert.Equal(2, heard.Context.Attempts.Count);
    }

    [Fact]
    public async Task A_single_provider_that_breaks_off_goes_on_by_itself()
    {
        await using var provider = await ProviderFixture.StartAsync(new() { Text = Answer });
        var plan = ModelPlan.Of(_fleet.Deploy("single", await provider.ConnectAsync()));

        for (var at = 0; at <= Pieces.Of(Answer).Count; at++)
        {
            provider.Scripts.Put(new(null, null, [new() { Fault = "cut", FaultAt = at }]));

            Assert.Equal(Answer, (await _fleet.AskAsync(plan, $"question {at}")).Text);
        }
    }

    private static ModelAbilities Abilities(bool continues) => ModelAbilities.Chat | (continues ? ModelAbilities.Continue : ModelAbilities.None);
}

/// <summary>Each fault with a model that continues a given answer and one that does not, from either wire.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CombinatorialFaultsAttribute(params string[] faults) : Xunit.v3.DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) =>
        new([.. from fault in faults
                from continues in new[] { true, false }
                from anthropic in new[] { true, false }
                select (ITheoryDataRow)new TheoryDataRow<string, bool, bool>(fault, continues, anthropic)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
