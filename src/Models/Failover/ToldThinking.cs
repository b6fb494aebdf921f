using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>
/// Which thinking an answer shows: that of the attempt that began it, in one piece. One that goes on with its text thinks of how to go on;
/// that is told only where it turns out to have said the answer anew.
/// </summary>
/// <param name="isAsked">Whether thinking is asked for; else nobody sees it, and nothing is withdrawn for its sake.</param>
internal sealed class ToldThinking(bool isAsked)
{
    private readonly List<ChatResponseUpdate> _held = [];
    private bool _isHolding;
    private bool _stands;

    /// <summary>Whether a piece is told that the attempt has not ended.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>An attempt begins.</summary>
    /// <returns>Whether what was told before is withdrawn: what was thought for an answer that was never begun is no part of the next one's thinking.</returns>
    public bool Begin(Call call, Leg leg)
    {
        var isWithdrawn = leg.BeginsAnew || (_stands && call.Said.Length == 0);
        _stands &= !isWithdrawn;
        (_isHolding, IsOpen) = (_stands, false);
        _held.Clear();
        return isWithdrawn;
    }

    /// <returns>Whether the update is held back.</returns>
    public bool Holds(ChatResponseUpdate update)
    {
        if (Thinks(update) is not { } isOpen)
        {
            return false;
        }

        if (_isHolding)
        {
            _held.Add(update);
            return true;
        }

        (IsOpen, _stands) = (isOpen, _stands || isAsked);
        return false;
    }

    /// <summary>The attempt says the answer anew: its thinking is that of the answer.</summary>
    /// <returns>What was held back of it.</returns>
    public IReadOnlyList<ChatResponseUpdate> Release()
    {
        if (_held is [.., var last])
        {
            IsOpen = Thinks(last) ?? false;
        }

        (_stands, _isHolding) = (isAsked && (IsOpen || _held.Count > 0), false);
        return _held;
    }

    /// <returns>Whether a piece of thinking is open after it; null when it is not of thinking alone.</returns>
    public static bool? Thinks(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is not (TextReasoningContent or ThoughtEndContent))
            {
                return null;
            }
        }

        return update.Contents is [.., var last] ? last is TextReasoningContent : null;
    }
}
