using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SegmentationService.Core.Exports;

/// <summary>Writes a model as a module of JavaScript (ECMAScript 2015 and later) without dependencies, for Node, browsers and every engine in between.</summary>
public static class JavaScriptExport
{
    /// <summary>
    /// What does not depend on the model. A double holds the square of a float exactly, so that adding and rounding give what the service gives by one fused operation, but where the
    /// sum lies within 2^-29 of the middle between two floats.
    /// </summary>
    private const string Arithmetic = """
        const log = x => x < 0 ? -Math.log1p(-x) : Math.log1p(x);
        const quotient = (a, b) => b === 0 ? 0 : a / b;
        const isMissing = value => value === undefined || value === null || value !== value || (typeof value === 'string' && value.trim() === '');

        const flags = { true: 1, false: 0 };

        const valueOf = (customer, column) => Object.prototype.hasOwnProperty.call(customer, column) ? customer[column] : undefined;

        function number(customer, column, missing) {
          const value = valueOf(customer, column);
          if (isMissing(value)) return missing;
          const found = Number(flags[String(value).trim().toLowerCase()] ?? value);
          if (!Number.isFinite(found)) throw new TypeError(`'${column}' is to be a number, true, false, null or undefined.`);
          return found;
        }

        function is(customer, column, text, isFlag) {
          const value = valueOf(customer, column);
          if (isMissing(value)) return 0;
          const found = String(value).trim();
          return (isFlag ? found.toLowerCase() === text.toLowerCase() : found === text) ? 1 : 0;
        }

        // A date (2011-12-09, with a time or without, in the time that asOf is in; a Date by its UTC), or the days themselves.
        function days(customer, column, missing, asOf) {
          const value = valueOf(customer, column);
          if (isMissing(value)) return missing;
          if (typeof value === 'number') return value;
          const written = value instanceof Date ? value.toISOString() : String(value).trim();
          const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?Z?$/.exec(written);
          if (!parts) throw new TypeError(`'${column}' is to be a date such as 2011-12-09, a number of days, null or undefined.`);
          const [year, month, day, hour, minute, second, thousandths] = parts.slice(1).map(part => Number(part ?? 0));
          const moment = Date.UTC(year, month - 1, day, hour, minute, second, parts[7] === undefined ? 0 : thousandths * 10 ** (3 - parts[7].length));
          return noDates.includes(moment) || year >= 2100 ? missing : Math.max(0, Math.trunc((asOf - moment) / 86400000));
        }

        // Spreadsheets, databases and Unix write these where there is no date.
        const noDates = [Date.UTC(1899, 11, 30), Date.UTC(1900, 0, 1), 0];

        function squares(point, centroids) {
          return centroids.map(centroid => {
            let sum = 0;
            for (let f = 0; f < point.length; f++) {
              const difference = Math.fround(point[f] - centroid[f]);
              sum = Math.fround(sum + difference * difference);
            }
            return sum;
          });
        }

        function nearest(distances) {
          let best = 0;
          for (let c = 1; c < distances.length; c++) if (distances[c] < distances[best]) best = c;
          return best;
        }

        /** The segment of a customer: an object with a value for each column; null, undefined or an empty text where there is none. */
        export function score(customer) {
          const point = prepare(customer);
          const distances = squares(point, centroids);
          const best = nearest(distances);
          const sum = distances.reduce((total, distance) => total + Math.exp((distances[best] - distance) / temperature), 0);
          const votes = jurors.filter(juror => nearest(squares(point, juror)) === best).length;
          return { segment: segments[best].id, name: segments[best].name, confidence: (votes + 1 / sum) / (jurors.length + 1), distance: Math.sqrt(distances[best]) };
        }

        /** Scores the customers whose answers are known; throws where one differs by more than 1e-6. Returns how many there are. */
        export function verify() {
          for (const { customer, ...known } of golden) {
            const found = score(customer);
            if (found.segment !== known.segment || !(Math.abs(found.confidence - known.confidence) <= 1e-6) || !(Math.abs(found.distance - known.distance) <= 1e-6 * Math.max(1, known.distance)))
              throw new Error(`${JSON.stringify(customer)} is to be ${JSON.stringify(known)}, and is ${JSON.stringify(found)}.`);
          }
          return golden.length;
        }

        """;

    /// <summary>Writes it. O(B k d).</summary>
    /// <param name="model">The model.</param>
    public static byte[] Write(ExportedModel model)
    {
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $"// The model {model.Name}, version {model.Version}, {model.Fingerprint}.\n");
        code.Append("// import { score, verify } from './");
        code.Append(CultureInfo.InvariantCulture, $"{model.Name}-{model.Version}.mjs'; verify(); score({{ ... }}) // segment, name, confidence, distance\n\n");
        code.Append(Arithmetic.ReplaceLineEndings("\n"));
        code.Append("\nconst prepare = customer => [\n");
        foreach (var coordinate in model.Coordinates) code.Append("  Math.fround(").Append(Text(model, coordinate.Step)).Append("),\n");
        code.Append("];\n\n").Append(CultureInfo.InvariantCulture, $"const temperature = {model.Temperature:R};\n\n");
        code.Append("const segments = [\n");
        foreach (var segment in model.Segments) code.Append(CultureInfo.InvariantCulture, $"  {{ id: {segment.Id}, name: {Quoted(segment.Name)} }},\n");
        code.Append("];\n\nconst floats = points => points.map(point => Float32Array.from(point));\n\nconst centroids = floats(");
        AppendPoints(code, [.. model.Segments.Select(segment => segment.Centroid)]);
        code.Append(");\n\nconst jurors = [\n");
        foreach (var juror in model.Jurors)
        {
            AppendPoints(code, juror);
            code.Append(",\n");
        }

        code.Append("].map(floats);\n\nexport const golden = [\n");
        foreach (var row in model.Golden) AppendGolden(code, model, row);
        code.Append("];\n");
        return Encoding.UTF8.GetBytes(code.ToString());
    }

    private static string Text(ExportedModel model, PreparationStep step) => step switch
    {
        NumberStep number => Text(number.Value),
        ColumnStep column => Text(model.Inputs[column.Input], column.Median),
        TextStep text => $"is(customer, {Quoted(model.Inputs[text.Input].Name)}, {Quoted(text.Text)}, {(text.IsFlag ? "true" : "false")})",
        LogStep log => $"log({Text(model, log.Of)})",
        JoinStep { Operator: StepOperator.Min } join => $"Math.min({Text(model, join.Left)}, {Text(model, join.Right)})",
        JoinStep { Operator: StepOperator.Max } join => $"Math.max({Text(model, join.Left)}, {Text(model, join.Right)})",
        JoinStep { MayDivideByZero: true } join => $"quotient({Text(model, join.Left)}, {Text(model, join.Right)})",
        JoinStep join => $"({Text(model, join.Left)} {Sign(join.Operator)} {Text(model, join.Right)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Text(ExportedInput input, double median) => input.AsOf is { } asOf
        ? $"days(customer, {Quoted(input.Name)}, {Text(median)}, {Text((asOf - DateTime.UnixEpoch).TotalMilliseconds)})"
        : $"number(customer, {Quoted(input.Name)}, {Text(median)})";

    private static char Sign(StepOperator operation) => operation switch
    {
        StepOperator.Add => '+',
        StepOperator.Subtract => '-',
        StepOperator.Multiply => '*',
        _ => '/',
    };

    private static string Text(double value) => value < 0 ? string.Create(CultureInfo.InvariantCulture, $"({value:R})") : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>As in JSON, which escapes all that could end the text or the script.</summary>
    private static string Quoted(string text) => '"' + JsonEncodedText.Encode(text).ToString() + '"';

    private static void AppendPoints(StringBuilder code, IReadOnlyList<float[]> points)
    {
        code.Append('[');
        for (var c = 0; c < points.Count; c++)
            code.Append(c == 0 ? "[" : ", [").AppendJoin(", ", points[c].Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append(']');
        code.Append(']');
    }

    private static void AppendGolden(StringBuilder code, ExportedModel model, GoldenRow row)
    {
        code.Append("  { customer: { ");
        code.AppendJoin(", ", row.Cells.Select((cell, i) => $"[{Quoted(model.Inputs[i].Name)}]: {(cell.IsMissing ? "null" : cell.Text is { } text ? Quoted(text) : cell.Number.ToString("R", CultureInfo.InvariantCulture))}"));
        code.Append(CultureInfo.InvariantCulture, $" }}, segment: {row.Segment}, confidence: {row.Confidence:R}, distance: {row.Distance:R} }},\n");
    }
}
