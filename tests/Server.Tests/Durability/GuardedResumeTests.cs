using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Durability;

/// <summary>What the guards held back when a node dies is neither lost nor shown twice.</summary>
public sealed class GuardedResumeTests
{
    private static readonly string Whole = string.Join(' ', Enumerable.Range(1, 200).Select(number => $"word{number}."));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_whose_node_is_killed_behind_the_guards_ends_whole_and_once(bool modelContinues)
    {
        await using var server = await ChatServer.StartAsync(
            "sqlite",
            new() { Text = Whole, Rate = 200, HoldAt = 120 },
            ("Parley__Runs__LeaseSeconds", "1"),
            ("Parley__Models__OpenAI__Continue", modelContinues ? "true" : "false"));
        var witness = new Witness();
        var up = new TaskCompletionSource();
        var sender = new PersistentSender(() => server.Client, token => up.Task.WaitAsync(token), witness);
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var sending = sender.SendAsync(conversation, "Count for me.", Cancelled);
        await Poll.UntilAsync(() => witness.Shown >= 6, "the first words are shown");

        await server.Node.KillAsync();
        server.Scripts.Release();
        await server.Node.StartAgainAsync();
        up.SetResult();

        var turn = await sending;
        Assert.Equal(Whole, witness.Check(turn));
    }
}
