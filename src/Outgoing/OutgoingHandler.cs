using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Parley.Outgoing;

/// <summary>What every call passes: the look at its address, redirects followed one by one with the same look, limits of size and time.</summary>
internal sealed class OutgoingHandler(HttpMessageHandler inner, OutgoingOptions options, TimeProvider time, ILogger<OutgoingHandler> logger)
    : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(OutgoingLimits.Key, out var own);
        var call = new CallLimits(own?.MaxBytes ?? options.MaxBytes, own?.TimeLimit ?? options.TimeLimit, time, cancellationToken);
        try
        {
            var answer = await FollowAsync(request, own?.MaxRedirects ?? options.MaxRedirects, call);
            answer.Content = Unpacked.From(answer, call);
            return answer;
        }
        catch (Exception exception)
        {
            var outcome = call.Explain(exception);
            call.Dispose();
            if (outcome is OutgoingException refused)
            {
                logger.CallRefused(refused.Refusal.Code);
            }

            throw outcome;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Calls are made asynchronously.");

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, int most, CallLimits call)
    {
        Prepare(request);
        for (var followed = 0; ; followed++)
        {
            if (Addresses.Judge(request.RequestUri, options.AllowPrivateAddresses) is { } refusal)
            {
                throw new OutgoingException(refusal);
            }

            var answer = await base.SendAsync(request, call.Token);
            if (Redirects.Target(answer, request.RequestUri!) is not { } target)
            {
                return answer;
            }

            using (answer)
            {
                request = followed < most ? Redirects.Follow(request, answer.StatusCode, target) : throw new OutgoingException(Refusals.TooManyRedirects(most));
            }
        }
    }

    private static void Prepare(HttpRequestMessage request)
    {
        // A name of its own would be asked for at an address that was looked at for another; and HTTP/3 makes connections past the look.
        request.Headers.Host = null;
        if (request.Version > HttpVersion.Version20)
        {
            request.Version = HttpVersion.Version20;
        }

        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.AcceptEncoding.Clear();
        foreach (var packing in Unpacked.Known)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(packing));
        }
    }
}
