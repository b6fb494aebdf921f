using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Outgoing.Tests;

/// <summary>A server on loopback that stands for hosts of the internet, and the names that lead to it.</summary>
public sealed class FarEnd : IAsyncLifetime
{
    private readonly WebApplication _server;

    public FarEnd()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Where the server really listens.</summary>
    public int Port => new Uri(_server.Urls.First()).Port;

    /// <summary>What each path answers; tests choose paths of their own.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Paths { get; } = new();

    /// <summary>The addresses that each name leads to, in turn; the last one for ever.</summary>
    internal ConcurrentDictionary<string, Queue<string>> Names { get; } = new();

    /// <summary>Every address that was dialled, whether somebody is there or not.</summary>
    internal ConcurrentQueue<IPAddress> Dialled { get; } = new();

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Lets a path answer.</summary>
    /// <returns>The path.</returns>
    internal string At(RequestDelegate answer)
    {
        var path = "/" + Guid.NewGuid().ToString("N");
        Paths[path] = answer;
        return path;
    }

    internal string Redirect(string to, int status = 302) => At(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    });

    /// <summary>Calls out of a world in which public addresses, and those of <paramref name="options"/>, lead to this server.</summary>
    internal OutgoingHttp Open(OutgoingOptions? options = null, TimeProvider? time = null) =>
        new(options ?? new OutgoingOptions(), time ?? TimeProvider.System, NullLoggerFactory.Instance, new Network(ResolveAsync, DialAsync));

    private Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (!Names.TryGetValue(name, out var answers))
        {
            return Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
        }

        lock (answers)
        {
            var answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
            return Task.FromResult(answer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray());
        }
    }

    private async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        Dialled.Enqueue(address.Address);
        if (Equals(address.Address, IPAddress.Parse("9.9.9.8")))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Equals(address.Address, IPAddress.Parse("9.9.9.9"))
            ? throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused)
            : await Network.DialAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (Paths.TryGetValue(context.Request.Path, out var answer))
        {
            return answer(context);
        }

        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
