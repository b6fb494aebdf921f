using Amazon.Runtime;
using Parley.Outgoing;

namespace Parley.S3;

/// <summary>Has the service's own client call by the way that all calls to named addresses go, each within the same limits.</summary>
internal sealed class OneWayOut(OutgoingHttp outgoing, OutgoingLimits limits) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handed(outgoing.Client, limits), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    // A call of one client cannot be sent by another: it is written anew, with all that was signed. And what is answered is read
    // at once, because the service's client reads without waiting, which our streams do not do.
    private sealed class Handed(HttpClient client, OutgoingLimits limits) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var own = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = request.Version }.Within(limits);
            foreach (var (name, values) in request.Headers.NonValidated)
            {
                own.Headers.TryAddWithoutValidation(name, values);
            }

            var answer = await client.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = answer.Content;
            await using var stream = await body.ReadAsStreamAsync(cancellationToken);
            var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            bytes.Position = 0;
            answer.Content = new StreamContent(bytes);
            foreach (var (name, values) in body.Headers.NonValidated)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    answer.Content.Headers.TryAddWithoutValidation(name, values);
                }
            }

            answer.Content.Headers.ContentLength = bytes.Length;
            return answer;
        }
    }
}
