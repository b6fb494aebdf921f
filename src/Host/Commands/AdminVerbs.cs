namespace Parley.Host.Commands;

/// <summary>A verb that works on the running server as well as beside a stopped one; a service under the key of its name.</summary>
internal interface IAdminVerb
{
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken);
}

/// <summary>A verb as it reached the process that does it.</summary>
/// <param name="Words">Arguments; paths among them are absolute.</param>
/// <param name="Say">Writes one line for the person who called.</param>
internal sealed record AdminCall(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, Func<string, Task> Say)
{
    /// <summary>Writes one line for the person who called that is no part of the answer.</summary>
    public Func<string, Task> Tell { get; init; } = Say;

    /// <summary>Where the server listens, when it runs.</summary>
    public string? ServerUrl { get; init; }
}

/// <summary>What goes over the socket, one line of JSON.</summary>
internal sealed record AdminRequest(string Verb, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options);
