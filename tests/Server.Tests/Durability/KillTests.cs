using System.Globalization;

namespace Parley.Server.Tests.Durability;

/// <summary>Guarantees G1 to G3 against <c>kill -9</c>. <c>PARLEY_KILL_ROUNDS</c> and <c>PARLEY_KILL_SEED</c> make the loop longer and other.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 4;
    private const int Senders = 4;

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgresql", true)]
    [InlineData("postgresql", false)]
    public async Task Every_answer_survives_kills_in_mid_stream_exactly_once(string database, bool modelContinues)
    {
        var rounds = Read("PARLEY_KILL_ROUNDS") ?? DefaultRounds;
        var seed = Read("PARLEY_KILL_SEED") ?? Random.Shared.Next();
        await using var server = await ChatServer.StartAsync(
            database,
            new() { Tokens = 60, Rate = 150, TtftMs = 10 },
            ("Parley__Runs__LeaseSeconds", "2"),
            ("Parley__Runs__MostAttempts", "100"),
            ("Parley__Models__OpenAI__Continue", modelContinues ? "true" : "false"));

        var report = await new KillLoop(server.Node, new Random(seed), Senders).RunAsync(rounds, TestContext.Current.CancellationToken);

        output.WriteLine($"{database}, model {(modelContinues ? "continues" : "restarts")}, seed {seed}: {report}");
        Assert.Equal(0, report.Lost);
        Assert.Equal(0, report.Doubled);
        Assert.Equal(0, report.Interrupted);
        Assert.True(report.Sent >= Senders, "Some client got no answer at all.");
        Assert.True(rounds < DefaultRounds || report.Resumed > 0, "No kill hit a stream: the loop proved nothing.");
        Assert.True(!modelContinues || report.Restarted == 0, "A draft was restarted although the model can continue it.");
    }

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
