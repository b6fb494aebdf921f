using Parley.ScriptedProvider;

namespace Parley.ServerKit;

/// <summary>
/// A server on SQLite with a scripted provider that the tests of a class share; made by the first that asks for it. To start one and
/// to warm it up costs more than most tests do.
/// </summary>
public class SharedChatServer : IAsyncDisposable
{
    private ChatServer? _server;

    /// <summary>Settings over the kit's own.</summary>
    protected virtual (string Name, string Value)[] Settings => [];

    /// <param name="script">How the provider answers from now on; what was said before is forgotten.</param>
    public async Task<ChatServer> AnsweringAsync(Script script)
    {
        _server ??= await ChatServer.StartAsync("sqlite", new Script(), Settings);
        _server.Scripts.Reset();
        _server.Scripts.Put(new(script, null, null));
        return _server;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
