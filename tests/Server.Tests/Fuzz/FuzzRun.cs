using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>Sends the requests of one run, some at a time, and counts what comes back.</summary>
internal sealed class FuzzRun(HttpClient client, string key, FuzzRequests requests)
{
    /// <summary>Longer than any honest answer takes on a machine that is busy with other work.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    // A stream goes on for as long as its turn does; that it began is answer enough.
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(2);

    /// <summary>What must never happen, with all that is needed to see it again.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public ConcurrentDictionary<int, int> Statuses { get; } = [];

    public ConcurrentDictionary<string, int> Kinds { get; } = [];

    public ConcurrentDictionary<string, int> Operations { get; } = [];

    /// <summary>Why requests had no answer: the client would not send them, or the server ended the connection, as it may when the protocol is broken.</summary>
    public ConcurrentDictionary<string, int> Unanswered { get; } = [];

    public Task SendAsync(int first, int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = cancellationToken }, SendAsync);

    private async ValueTask SendAsync(int number, CancellationToken cancellationToken)
    {
        var made = requests.Make(number);
        using var message = made.Message;
        message.Headers.Authorization = made.Proof ? new AuthenticationHeaderValue("Bearer", key) : null;
        Kinds.AddOrUpdate(made.Kind, 1, (_, seen) => seen + 1);
        Operations.AddOrUpdate(made.Operation.Name, 1, (_, seen) => seen + 1);
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        clock.CancelAfter(Deadline);
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token);
            Statuses.AddOrUpdate((int)response.StatusCode, 1, (_, seen) => seen + 1);
            await JudgeAsync(made, number, response, clock);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Complain(made, number, $"no answer within {Deadline.TotalSeconds} s");
        }
        catch (HttpRequestException unanswered)
        {
            Unanswered.AddOrUpdate($"{unanswered.HttpRequestError} {unanswered.InnerException?.GetType().Name}", 1, (_, seen) => seen + 1);
        }
    }

    private async Task JudgeAsync(FuzzRequests.Made made, int number, HttpResponseMessage response, CancellationTokenSource clock)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            clock.CancelAfter(LongestStream);
            try
            {
                await response.Content.ReadAsByteArrayAsync(clock.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
            {
                // Left, or cut at the end of the test: it was answered.
            }

            return;
        }

        var text = await response.Content.ReadAsStringAsync(clock.Token);
        if ((int)response.StatusCode >= 500)
        {
            Complain(made, number, $"{(int)response.StatusCode} {text}");
        }
        else if ((int)response.StatusCode >= 400 && text.Length > 0 && await Verdict.OnAsync(response) is { } complaint)
        {
            Complain(made, number, complaint);
        }
    }

    private void Complain(FuzzRequests.Made made, int number, string what) =>
        Complaints.Enqueue($"request {number} ({made.Kind}) {made.Message.Method} {made.Message.RequestUri} of {made.Operation.Name}: {what}");
}
