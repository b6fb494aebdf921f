using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Doors;
using Parley.Kernel;
using Parley.Orchestration;
using Parley.TestKit;

namespace Parley.Server.Tests.Doors;

/// <summary>What comes of a line that waits when its batch ends, and of one that meets a fault of ours.</summary>
public sealed class LineAnswerTests : IDisposable
{
    private static readonly TimeSpan LongerThanAnyWait = TimeSpan.FromMinutes(3);
    private readonly FakeTime _time = new();
    private readonly LineGate _gate;
    private int _runs;

    public LineAnswerTests() =>
        _gate = new(new NodeLoad(() => _runs), Options.Create(new BatchOptions { LinesPerNode = 1, GiveWayAbove = 0 }), _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_that_waits_for_a_busy_node_is_let_go_when_its_batch_ends()
    {
        _runs = 1;
        using var ending = new CancellationTokenSource();
        var waiting = AnswerAsync(ending.Token);
        Assert.False(waiting.IsCompleted);

        await ending.CancelAsync();

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task A_line_that_waits_for_its_next_try_is_let_go_when_its_batch_ends()
    {
        using var ending = new CancellationTokenSource();
        var waiting = AnswerAsync(ending.Token);
        Assert.False(waiting.IsCompleted);

        await ending.CancelAsync();

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task A_line_that_meets_a_fault_of_ours_at_every_try_is_told_so_and_no_other_line_suffers()
    {
        var answering = AnswerAsync(CancellationToken.None);
        await Poll.UntilAsync(
            () =>
            {
                _time.Advance(LongerThanAnyWait);
                return answering.IsCompleted;
            },
            "the line is given up");

        var answer = (await answering)!;

        Assert.Equal((500, true), (answer.Status, answer.IsFailed));
        Assert.Equal("unexpected", JsonElement.Parse(answer.Body.Span).GetProperty("error").GetProperty("code").GetString());
    }

    public void Dispose() => _gate.Dispose();

    // Nothing that an answer needs is there, which nobody expects.
    private Task<LineAnswer?> AnswerAsync(CancellationToken ending)
    {
        var answers = new LineAnswers(
            null!, null!, null!, null!, new RefusalReader((_, _) => null), _gate, Options.Create(new JsonOptions()), _time, NullLogger<LineAnswers>.Instance);
        var batch = new Batch(
            new("batch_1"), new TenantScope(new("tenant_1")), new BatchCard(Batch.Chat, new("file_1"), null!, null), Batch.InProgress,
            new Dictionary<string, long>(), [], null, null, 1, 0, 0, _time.GetUtcNow(), _time.GetUtcNow());
        return answers.AnswerAsync(batch, new(1, "one", JsonElement.Parse("{}")), ending, Cancel);
    }
}
