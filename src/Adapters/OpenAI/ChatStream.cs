using System.Runtime.CompilerServices;
using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Where the frames of an answer come from; the data are a view that is valid until the next read.</summary>
internal interface IFrames : IDisposable
{
    ReadOnlySpan<byte> Data { get; }

    /// <summary>Takes the next frame from what is read already.</summary>
    bool TryRead();

    /// <summary>Reads what comes next.</summary>
    /// <returns>How many bytes, for <see cref="Take"/>; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">A frame is longer than allowed.</exception>
    ValueTask<int> FillAsync(CancellationToken cancellationToken);

    /// <summary>Takes so many bytes as read.</summary>
    /// <returns>False when there is no more to read from.</returns>
    bool Take(int bytes);
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
            try
            {
                while (!frames.TryRead())
                {
                    if (!frames.Take(await frames.FillAsync(clock.Token)))
                    {
                        return Said.FinishReason is not null
                            ? false
                            : throw new ProviderException(ProviderFailure.Cut, "The answer ended before its end.");
                    }
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidDataException or IOException or HttpRequestException)
            {
                throw Explain(exception);
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

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    private ProviderException Explain(Exception exception)
    {
        switch (exception)
        {
            case OperationCanceledException cancelled:
                return clock.Explain(cancelled);
            case InvalidDataException:
                return Faults.Malformed("The provider sent a frame that is longer than any frame may be.", exception);
            default:
                clock.ThrowIfCallerCancelled();
                return Faults.FromTransport(exception, begun: true);
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
