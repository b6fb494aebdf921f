using System.Text;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>What comes in many small pieces and waits to be written as one event: text, thinking, and how likely the text's tokens were.</summary>
internal sealed class WaitingText
{
    private readonly Pieces _text = new();
    private readonly Pieces _thinking = new();
    private readonly List<TokenLogprob> _tokens = [];

    public int Length => _text.Length + _thinking.Length;

    public bool IsEmpty => Length == 0 && _tokens.Count == 0;

    /// <returns>False for an event that stands by itself.</returns>
    public bool TryAdd(TurnEvent turnEvent, List<(string Name, byte[] Json)> events)
    {
        switch (turnEvent)
        {
            case Delta delta:
                CloseThinking(events);
                _text.Add(delta.Text);
                return true;
            case LogprobsTold told:
                CloseThinking(events);
                _tokens.AddRange(told.Tokens);
                return true;
            case ThinkingTold thinking:
                Close(events, andThinking: false);
                _thinking.Add(thinking.Text);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Makes events of what waits.</summary>
    public void Close(List<(string Name, byte[] Json)> events, bool andThinking = true)
    {
        if (andThinking)
        {
            CloseThinking(events);
        }

        if (_text.Length > 0)
        {
            events.Add(("delta", TurnJson.WriteDelta(_text.Take())));
        }

        if (_tokens.Count > 0)
        {
            events.Add(("logprobs", TurnJson.Write(new LogprobsTold([.. _tokens]))));
            _tokens.Clear();
        }
    }

    private void CloseThinking(List<(string Name, byte[] Json)> events)
    {
        if (_thinking.Length > 0)
        {
            events.Add(("thinking", TurnJson.WriteDelta(_thinking.Take())));
        }
    }

    /// <summary>Most text comes and goes in one piece, which is then neither copied nor put together.</summary>
    private sealed class Pieces
    {
        private string? _only;
        private StringBuilder? _several;

        public int Length => _only?.Length ?? _several?.Length ?? 0;

        public void Add(string piece)
        {
            if (Length == 0)
            {
                _only = piece;
                return;
            }

            _several ??= new();
            if (_only is { } first)
            {
                _several.Append(first);
                _only = null;
            }

            _several.Append(piece);
        }

        public string Take()
        {
            var text = _only ?? _several?.ToString() ?? "";
            _only = null;
            _several?.Clear();
            return text;
        }
    }
}
