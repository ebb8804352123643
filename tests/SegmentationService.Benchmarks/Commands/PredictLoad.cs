using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>The times of many requests to <c>POST /predict</c>, over connections that each send one after the other.</summary>
internal sealed class PredictLoad
{
    private readonly double[] _sorted;

    private PredictLoad(double[] milliseconds, TimeSpan duration)
    {
        _sorted = milliseconds;
        Array.Sort(_sorted);
        RequestsPerSecond = _sorted.Length / duration.TotalSeconds;
    }

    public double RequestsPerSecond { get; }

    /// <summary>The time that a share of the requests did not exceed, in milliseconds.</summary>
    public double Percentile(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    /// <summary>Sends requests for a while.</summary>
    /// <param name="address">The service.</param>
    /// <param name="customer">The body.</param>
    /// <param name="connections">How many connections send at a time.</param>
    /// <param name="pause">How long a connection waits between an answer and its next request.</param>
    /// <param name="duration">How long they do.</param>
    /// <param name="key">The key that they send, or null.</param>
    public static async Task<PredictLoad> RunAsync(Uri address, string customer, int connections, TimeSpan pause, TimeSpan duration, string? key = null)
    {
        var request = Encoding.UTF8.GetBytes(
            $"POST /predict HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(customer)}\r\n{(key is null ? "" : $"X-Api-Key: {key}\r\n")}\r\n{customer}");
        var begin = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ConnectAsync(address, request, begin, pause, duration))));
        return new PredictLoad([.. times.SelectMany(time => time)], Stopwatch.GetElapsedTime(begin));
    }

    private static async Task<List<double>> ConnectAsync(Uri address, byte[] request, long begin, TimeSpan pause, TimeSpan duration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        var (times, buffer) = (new List<double>(1 << 16), new byte[1 << 14]);
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var filled = 0;
            while (!IsWhole(buffer.AsSpan(0, filled)))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
                if (read == 0) throw new InvalidOperationException("The service has closed the connection.");
                filled += read;
            }

            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (pause > TimeSpan.Zero) await Task.Delay(pause);
        }

        return times;
    }

    /// <summary>Whether an answer has arrived to its end.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        if (!answer.StartsWith("HTTP/1.1 200 "u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0) return answer.EndsWith("0\r\n\r\n"u8);
        var digits = answer[(length + "Content-Length: ".Length)..head];
        var end = digits.IndexOf((byte)'\r');
        return answer.Length >= head + 4 + int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
    }
}
