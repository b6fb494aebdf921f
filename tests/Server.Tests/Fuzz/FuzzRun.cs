using System.Diagnostics;
using System.Net.Http.Headers;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>Sends the requests of one run, some at a time. Each must be answered: what the client library cannot send goes over a socket of our own.</summary>
internal sealed class FuzzRun(HttpClient client, Func<FuzzRequests.Made, string?> proof, FuzzRequests requests, FuzzTally tally)
{
    /// <summary>Longer than any honest answer takes on a machine that is busy with other work.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    // A stream goes on for as long as its turn does; that it began is answer enough.
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(2);

    public Task SendAsync(int first, int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = cancellationToken }, SendAsync);

    private async ValueTask SendAsync(int number, CancellationToken cancellationToken)
    {
        var made = Make(number);
        using var message = made.Message;
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        clock.CancelAfter(Deadline);
        var asked = Stopwatch.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token);
            await JudgeAsync(made, number, response, clock);
            tally.Answer(made, (int)response.StatusCode, Stopwatch.GetElapsedTime(asked));
        }
        catch (HttpRequestException unanswered)
        {
            tally.SentAgain(unanswered.HttpRequestError == HttpRequestError.Unknown && unanswered.InnerException is null
                ? unanswered.Message : $"{unanswered.HttpRequestError} {unanswered.InnerException?.GetType().Name} at {made.Kind}");
            await SendRawAsync(number, clock.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Complain(made, number, $"no answer within {Deadline.TotalSeconds} s");
        }
    }

    private async Task SendRawAsync(int number, CancellationToken clock, CancellationToken cancellationToken)
    {
        var made = Make(number);
        using var message = made.Message;
        var asked = Stopwatch.GetTimestamp();
        try
        {
            using var raw = await RawClient.ConnectAsync(client.BaseAddress!, clock);
            var answer = raw.ReadAsync(1, clock);
            await raw.SendAsync(await RawRequest.OfAsync(message, client.BaseAddress!), clock);
            await answer;
            if (raw.Statuses is not [var status, ..])
            {
                Complain(made, number, "the connection was closed without an answer");
                return;
            }

            tally.Answer(made, status, Stopwatch.GetElapsedTime(asked));
            if (status >= 500)
            {
                Complain(made, number, $"{status}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Complain(made, number, $"no answer on a socket within {Deadline.TotalSeconds} s");
        }
    }

    private FuzzRequests.Made Make(int number)
    {
        var made = requests.Make(number);
        made.Message.Headers.Authorization = proof(made) is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        return made;
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
        tally.Complaints.Enqueue($"request {number} ({made.Kind}) {made.Message.Method} {made.Message.RequestUri} of {made.Operation.Name}: {what}");
}
