using System.Net;
using System.Net.Sockets;

namespace Parley.Outgoing;

/// <summary>
/// Makes each connection itself: resolves the name once, refuses when any of its addresses may not be called, and connects to an
/// address that was looked at. A name that changes its mind between the look and the call changes nothing.
/// </summary>
internal sealed class CheckedConnection(Network network, bool allowPrivate, TimeSpan patience, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var addresses = await ResolveAsync(context.DnsEndPoint.Host, either.Token);
            return await DialAsync(addresses, context.DnsEndPoint.Port, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutgoingException(Refusals.Unreachable);
        }
    }

    /// <exception cref="OutgoingException">The name leads where nothing may be called, or nowhere.</exception>
    public async Task LookAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await ResolveAsync(host, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutgoingException(Refusals.HostNotFound);
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUpAsync(host, cancellationToken);
        foreach (var address in addresses)
        {
            if (Refusals.Of(address, allowPrivate) is { } refusal)
            {
                throw new OutgoingException(refusal);
            }
        }

        return addresses;
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await network.Resolve(host, cancellationToken) is { Length: > 0 } found ? found : throw new OutgoingException(Refusals.HostNotFound);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new OutgoingException(Refusals.HostNotFound);
        }
    }

    private async ValueTask<Stream> DialAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        foreach (var address in addresses)
        {
            using var share = new CancellationTokenSource(patience / addresses.Length, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
            try
            {
                return await network.Dial(new IPEndPoint(address, port), either.Token);
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The next address may be alive.
            }
        }

        throw new OutgoingException(Refusals.Unreachable);
    }
}
