using System.Runtime.CompilerServices;
using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Where the frames of an answer come from; the data are a view that is valid until the next read.</summary>
internal interface IFrames : IDisposable
{
    ReadOnlySpan<byte> Data { get; }

    /// <returns>False when no more comes.</returns>
    /// <exception cref="InvalidDataException">A frame is longer than allowed.</exception>
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next frame from what is read already.</summary>
    bool TryRead();
}

/// <summary>An answer that is coming in, frame by frame. Frames that arrived together are read together.</summary>
internal sealed class ChatStream(HttpResponseMessage response, IFrames frames, CallClock clock) : IDisposable
{
    private bool _done;

    public ChunkReader Said { get; } = new();

    /// <summary>Waits until something new was said.</summary>
    /// <returns>False at the proper end of the answer.</returns>
    /// <exception cref="ProviderException">The answer broke, stalled, or is not in the wire's format.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync()
    {
        while (!_done)
        {
            if (!await NextAsync())
            {
                return Said.FinishReason is not null
                    ? false
                    : throw new ProviderException(ProviderFailure.Cut, "The answer ended before its end.");
            }

            clock.Tick();
            do
            {
                Take();
            }
            while (!_done && frames.TryRead());

            if (Said.Text.Length > 0 || Said.Reasoning.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        frames.Dispose();
        Said.Dispose();
        response.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> NextAsync()
    {
        try
        {
            return await frames.ReadAsync(clock.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw clock.Explain(exception);
        }
        catch (InvalidDataException exception)
        {
            throw Faults.Malformed("The provider sent a frame that is longer than any frame may be.", exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            clock.ThrowIfCallerCancelled();
            throw Faults.FromTransport(exception, begun: true);
        }
    }

    private void Take()
    {
        var data = frames.Data;
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            return;
        }

        if (data.Length == 0)
        {
            return;
        }

        try
        {
            Said.Read(data);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or InvalidDataException)
        {
            // The exception's own message may quote the frame.
            throw Faults.Malformed("The provider sent a frame that is not in its wire format.");
        }

        if (Said.Error is { } error)
        {
            throw Faults.FromFrame(error);
        }
    }
}
