using System.Net;
using System.Text;
using Parley.Outgoing;

namespace Parley.Sources.Web;

/// <summary>What sites ask of those who read them, asked once each, and the pause between two requests.</summary>
internal sealed class SiteManners(PageFetcher fetcher, double requestsPerSecond, TimeProvider time)
{
    private readonly Dictionary<string, (RobotsTxt? Robots, string Failure)> _asked = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private TimeSpan _pause = TimeSpan.FromSeconds(1 / requestsPerSecond);

    /// <summary>What the site of an address asks.</summary>
    /// <exception cref="SourceFailedException">It cannot be asked: then nothing of it is read.</exception>
    public async Task<RobotsTxt> OfAsync(Uri address, CancellationToken cancellationToken)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        if (!_asked.TryGetValue(origin, out var answer))
        {
            answer = _asked[origin] = await AskAsync(new Uri(origin + "/robots.txt"), cancellationToken);
            _pause = answer.Robots?.Delay > _pause ? answer.Robots.Delay : _pause;
        }

        return answer.Robots ?? throw new SourceFailedException($"The site cannot be asked what may be read of it: {answer.Failure}");
    }

    /// <summary>Waits until the next request is decent.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _next - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        _next = time.GetUtcNow() + _pause;
    }

    private async Task<(RobotsTxt? Robots, string Failure)> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            await WaitAsync(cancellationToken);
            var answer = await fetcher.GetAsync(address, null, null, RobotsTxt.Longest, cancellationToken, isCut: true);
            return answer switch
            {
                { Status: HttpStatusCode.OK, Body: { } body } => (RobotsTxt.Parse(Encoding.UTF8.GetString(body)), ""),
                { Status: >= (HttpStatusCode)500 or HttpStatusCode.TooManyRequests } =>
                    (null, $"robots.txt answers {(int)answer.Status}."),
                _ => (RobotsTxt.AllowsAll, ""),
            };
        }
        catch (OutgoingException exception)
        {
            return (null, exception.Refusal.Detail);
        }
    }
}
