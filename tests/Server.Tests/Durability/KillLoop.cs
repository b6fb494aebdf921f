using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Durability;

/// <summary>What a kill loop found.</summary>
/// <param name="Seconds">From the moment the server serves again to the end of each turn that the kill had hit, sorted.</param>
internal sealed record KillReport(int Kills, int Sent, int Lost, int Doubled, int Resumed, int Interrupted, long Restarted, IReadOnlyList<double> Seconds)
{
    public override string ToString() =>
        $"kills {Kills}, sent {Sent}, lost {Lost}, duplicated {Doubled}, resumed {Resumed}, interrupted {Interrupted}, drafts restarted {Restarted}, "
        + $"seconds from ready to the end p50 {Percentile(0.5):0.00} p99 {Percentile(0.99):0.00}";

    private double Percentile(double share) => Seconds.Count == 0 ? 0 : Seconds[(int)((Seconds.Count - 1) * share)];
}

/// <summary>Kills the real server again and again while several clients chat, and looks at what is left of every message.</summary>
internal sealed class KillLoop(ServerProcess server, Random random, int senders)
{
    /// <summary>After so many turns a client begins another conversation.</summary>
    public int TurnsPerConversation { get; init; } = int.MaxValue;

    /// <summary>Done after each start, before the clients find out that the server is there again.</summary>
    public Func<Task> AfterStart { get; init; } = () => Task.CompletedTask;

    private readonly Witness _witness = new();
    private readonly List<(string Conversation, string Key, string Message, string Turn)> _sent = [];
    private readonly List<double> _seconds = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _up = Completed();
    private long _upSince = Stopwatch.GetTimestamp();

    public async Task<KillReport> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chatting = Enumerable.Range(0, senders).Select(i => ChatAsync(i, over)).ToList();
        for (var round = 0; round < rounds; round++)
        {
            // A random moment in mid-stream is a random number of further events.
            await ShownAsync(_witness.Shown + random.Next(1, 25 * senders), cancellationToken);
            _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await server.KillAsync();
            await server.StartAgainAsync();
            await AfterStart();
            _upSince = Stopwatch.GetTimestamp();
            _up.TrySetResult();
        }

        await over.CancelAsync();
        await Task.WhenAll(chatting);
        return await CheckAsync(rounds, cancellationToken);
    }

    private async Task ChatAsync(int number, CancellationTokenSource over)
    {
        string? conversation = null;
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            conversation = i % TurnsPerConversation == 0 || conversation is null ? await StartAsync() : conversation;
            var sender = new PersistentSender(() => server.Client, UpAsync, _witness);
            var (key, message) = (Guid.NewGuid().ToString(), $"Question {i} of sender {number}");
            var turn = await sender.SendAsync(conversation, message, CancellationToken.None, key);
            lock (_gate)
            {
                _sent.Add((conversation, key, message, turn));
                if (sender.Broken > 0)
                {
                    _seconds.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref _upSince)).TotalSeconds);
                }
            }
        }
    }

    private async Task<string> StartAsync()
    {
        while (true)
        {
            try
            {
                return await PersistentSender.StartConversationAsync(server.Client, CancellationToken.None);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                await UpAsync(CancellationToken.None);
            }
        }
    }

    private async Task<KillReport> CheckAsync(int rounds, CancellationToken cancellationToken)
    {
        var (lost, doubled, resumed, interrupted) = (0, 0, 0, 0);
        foreach (var group in _sent.GroupBy(sent => sent.Conversation))
        {
            var kept = await ReadBranchAsync(group.Key, cancellationToken);
            foreach (var sent in group)
            {
                var text = _witness.Check(sent.Turn);
                var questions = kept.Count(message => message.Role == "user" && message.Content == sent.Message);
                var answers = kept.Where(message => message.Role == "assistant" && message.Turn == sent.Turn).ToList();
                lost += questions == 0 || answers.Count == 0 || answers[0].Content != text ? 1 : 0;
                doubled += questions > 1 || answers.Count > 1 ? 1 : 0;
                interrupted += _witness.Outcome(sent.Turn) == "turn.completed" ? 0 : 1;
                resumed += await AttemptsAsync(sent.Turn, cancellationToken) > 1 ? 1 : 0;
            }

            Assert.DoesNotContain(kept, message => message.State == "running");
        }

        return new(rounds, _sent.Count, lost, doubled, resumed, interrupted, _witness.Retracted, [.. _seconds.Order()]);
    }

    private async Task<long> AttemptsAsync(string turn, CancellationToken cancellationToken) =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}", cancellationToken)).GetProperty("attempts").GetInt64();

    private async Task<List<(string Role, string Content, string State, string? Turn)>> ReadBranchAsync(string conversation, CancellationToken cancellationToken)
    {
        var messages = new List<(string, string, string, string?)>();
        string? cursor = null;
        do
        {
            var page = await server.Client.GetFromJsonAsync<JsonElement>(
                $"/v1/conversations/{conversation}/messages?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}", cancellationToken);
            messages.AddRange(page.GetProperty("data").EnumerateArray().Select(message => (
                message.GetProperty("role").GetString()!,
                message.GetProperty("content").GetString()!,
                message.GetProperty("state").GetString()!,
                message.GetProperty("turn_id").GetString())));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return messages;
    }

    private async Task ShownAsync(long count, CancellationToken cancellationToken)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var started = Stopwatch.GetTimestamp();
        while (_witness.Shown < count && await poll.WaitForNextTickAsync(cancellationToken))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "Nothing is shown any more.");
        }
    }

    private Task UpAsync(CancellationToken cancellationToken) => _up.Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
