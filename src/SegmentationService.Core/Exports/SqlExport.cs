using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Exports;

/// <summary>
/// Writes a model as one SELECT over a table of customers: all of its columns, and <c>segment</c>, <c>confidence</c> and <c>distance</c>. Each level of it names what the next one needs more
/// than once.
/// </summary>
public static class SqlExport
{
    /// <summary>What every name that is made begins with.</summary>
    internal const string Prefix = "seg_";

    /// <summary>PostgreSQL has 1,664 columns at most in any row, also on the way.</summary>
    private const int MostColumns = 1_600;

    private const string Row = Prefix + "row";

    /// <summary>Writes the query over a table.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dialect">The database.</param>
    /// <param name="table">The parts of the table's name, such as its schema and its own.</param>
    /// <exception cref="InexpressibleModelException">It has too many segments and features for a row of columns.</exception>
    public static byte[] Write(ExportedModel model, SqlDialect dialect, params IEnumerable<string> table) =>
        new Query(model, dialect, string.Join('.', table.Select(dialect.Identifier))).ToBytes();

    /// <summary>Writes the query over the golden customers, with the columns <c>expected_segment</c>, <c>expected_confidence</c> and <c>expected_distance</c> before the answers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dialect">The database.</param>
    /// <exception cref="InexpressibleModelException">As above.</exception>
    public static byte[] WriteGolden(ExportedModel model, SqlDialect dialect) =>
        new Query(model, dialect, $"(\n{string.Join("\n  UNION ALL\n", model.Golden.Select(row => Select(model, dialect, row)))}\n)").ToBytes();

    private static string Select(ExportedModel model, SqlDialect dialect, GoldenRow row)
    {
        var cells = row.Cells.Select((cell, i) => $"{Value(dialect, model.Inputs[i], cell)} AS {dialect.Identifier(model.Inputs[i].Name)}");
        return string.Create(CultureInfo.InvariantCulture, $"  SELECT {string.Join(", ", cells)}, {row.Segment} AS expected_segment, {dialect.Number(row.Confidence)} AS expected_confidence, {dialect.Number(row.Distance)} AS expected_distance");
    }

    private static string Value(SqlDialect dialect, ExportedInput input, GoldenCell cell) => input.Kind switch
    {
        ExportedInputKind.Text => $"CAST({(cell.Text is { } text ? dialect.Literal(text) : "NULL")} AS {dialect.Text})",
        ExportedInputKind.Days => cell.IsMissing ? $"CAST(NULL AS {dialect.Moment})" : dialect.At(input.AsOf!.Value.AddDays(-cell.Number)),
        _ => $"CAST({(cell.IsMissing ? "NULL" : SqlDialect.Digits(cell.Number))} AS {dialect.Double})",
    };

    /// <summary>One query as it is written, from the innermost level out.</summary>
    private sealed class Query
    {
        private readonly ExportedModel _model;
        private readonly SqlDialect _dialect;
        private readonly int _segments;
        private readonly int _features;
        private readonly List<string> _made = [];
        private string _from;

        public Query(ExportedModel model, SqlDialect dialect, string source)
        {
            (_model, _dialect, _segments, _features) = (model, dialect, model.Segments.Count, model.Coordinates.Count);
            if ((_segments * _features) + (4 * _features) + (2 * _segments) > MostColumns)
                throw new InexpressibleModelException(string.Create(CultureInfo.InvariantCulture, $"The model has {_segments} segments of {_features} features; as SQL they would need rows of more than {MostColumns} columns. Take another format: onnx, pmml, javascript or json."));
            _from = $"{source} AS {Row}";
        }

        public byte[] ToBytes()
        {
            Prepare();
            Level([.. Enumerable.Range(0, _features).Select(f => (Name('x', f), _dialect.RoundedCoordinate(Name('u', f))))]);
            Level([.. _model.Segments.Select((segment, c) => (Name('s', c), Squares(f => SqlDialect.Digits(segment.Centroid[f]))))]);
            Level([(Prefix + "least", $"LEAST({Names('s', _segments)})")]);
            Level([(Prefix + "place", $"CASE {Cases(c => $"WHEN {Name('s', c)} = {Prefix}least THEN {c}")} END"), (Prefix + "weights", string.Join(" + ", Enumerable.Range(0, _segments).Select(Weight)))]);
            if (_model.Jurors.Count > 0) Vote();
            return Encoding.UTF8.GetBytes(Text());
        }

        private static string Name(char kind, int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{kind}{index + 1}");

        private static string Names(char kind, int count) => string.Join(", ", Enumerable.Range(0, count).Select(index => Name(kind, index)));

        /// <summary>What is made of the columns of the table, which are there on this level only, and on the next the logs of it: the coordinates before they are rounded.</summary>
        private void Prepare()
        {
            var (first, second) = (new List<(string Name, string Value)>(), new List<(string Name, string Value)>());
            for (var f = 0; f < _features; f++)
            {
                var logs = new List<(string Name, string Value)>();
                var value = Of(_model.Coordinates[f].Step, f, logs);
                (logs.Count == 0 ? first : second).Add((Name('u', f), value));
                first.AddRange(logs);
            }

            if (_model.Jurors.Count > 0 && !_dialect.CountsInSubquery) first.Add((Prefix + "id", _dialect.Unique));
            Level([.. first], taken: _dialect.RowAlone ? Row : Row + ".*");
            Level([.. second]);
        }

        private void Vote()
        {
            var names = Enumerable.Range(0, _segments).SelectMany(c => Enumerable.Range(0, _features).Select(f => Centroid(c, f)));
            var squares = Enumerable.Range(0, _segments).Select(c => (Name('q', c), Squares(f => Centroid(c, f)))).ToArray();
            var nearest = $"CASE LEAST({Names('q', _segments)}) {Cases(c => $"WHEN {Name('q', c)} THEN {c}")} END";
            if (_dialect.CountsInSubquery)
            {
                var juror = string.Join(",\n      ", squares.Select(square => $"{square.Item2} AS {square.Item1}"));
                Level([(Prefix + "votes", $"(SELECT COUNT(*) FROM (\n    SELECT {juror}\n    FROM {Prefix}jurors{_dialect.Fence}) AS {Prefix}juror\n    WHERE {nearest} = {Prefix}place)")]);
                return;
            }

            _from = $"{_from} CROSS JOIN {Prefix}jurors";
            _made.AddRange([Prefix + "juror", .. names]);
            Level(squares);
            Level([(Prefix + "vote", $"CASE WHEN {nearest} = {Prefix}place THEN 1 ELSE 0 END")]);
            Level([(Prefix + "votes", $"SUM({Prefix}vote) OVER (PARTITION BY {Prefix}id)")], after: $" WHERE TRUE QUALIFY {Prefix}juror = 1");
        }

        private string Text()
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"-- The model {_model.Name}, version {_model.Version}, {_model.Fingerprint}, for {_dialect.Name}.\n");
            if (_dialect.Float is null) text.Append("-- This database has no numbers of single precision: a customer who is as far from two centroids of a juror, but for the seventh digit, may have another vote.\n");
            if (_model.Jurors.Count > 0) AppendJurors(text);
            text.Append("SELECT ").Append(_dialect.RowAlone ? $"({Row}).*" : $"* {_dialect.Without} ({string.Join(", ", _made)})");
            text.Append(CultureInfo.InvariantCulture, $",\n  CASE {Prefix}place {Cases(c => string.Create(CultureInfo.InvariantCulture, $"WHEN {c} THEN {_model.Segments[c].Id}"))} END AS segment");
            var votes = _model.Jurors.Count > 0 ? $"{Prefix}votes + " : "";
            text.Append(CultureInfo.InvariantCulture, $",\n  ({votes}{_dialect.Number(1)} / {Prefix}weights) / {_model.Jurors.Count + 1} AS confidence");
            text.Append(CultureInfo.InvariantCulture, $",\n  SQRT({Prefix}least) AS distance\nFROM {_from}\n");
            return text.ToString();
        }

        private void AppendJurors(StringBuilder text)
        {
            var names = Enumerable.Range(0, _segments).SelectMany(c => Enumerable.Range(0, _features).Select(f => Centroid(c, f))).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"WITH {Prefix}jurors AS {_dialect.Table}(\n");
            for (var juror = 0; juror < _model.Jurors.Count; juror++)
            {
                // The first row names and types the columns.
                var values = _model.Jurors[juror].SelectMany(centroid => centroid).Select((value, i) => juror == 0 ? $"{_dialect.Number(value)} AS {names[i]}" : SqlDialect.Digits(value));
                text.Append(juror == 0 ? "  SELECT " : "  UNION ALL SELECT ").Append(CultureInfo.InvariantCulture, $"{juror + 1}{(juror == 0 ? $" AS {Prefix}juror" : "")}, ").AppendJoin(", ", values).Append('\n');
            }

            text.Append(")\n");
        }

        private static string Centroid(int c, int f) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}c{c + 1}_{f + 1}");

        private string Cases(Func<int, string> caseOf) => string.Join(' ', Enumerable.Range(0, _segments).Select(caseOf));

        /// <summary>The squared distance to a centroid, rounded to a float after each feature.</summary>
        private string Squares(Func<int, string> centroid)
        {
            var sum = "";
            for (var f = 0; f < _features; f++)
            {
                var difference = _dialect.Rounded($"{Name('x', f)} - {Enclosed(centroid(f))}");
                sum = f == 0 ? _dialect.RoundedSquare($"{difference} * {difference}") : _dialect.Rounded($"{sum} + {difference} * {difference}");
            }

            return sum;
        }

        private static string Enclosed(string number) => number.StartsWith('-') ? $"({number})" : number;

        /// <summary>The weight of a segment; exp of less than -700 is hardly a number, and some databases refuse it.</summary>
        private string Weight(int c)
        {
            var farther = $"{Name('s', c)} - {Prefix}least";
            return $"CASE WHEN {farther} < {_dialect.Number(700 * _model.Temperature)} THEN EXP(-({farther}) / {_dialect.Number(_model.Temperature)}) ELSE {_dialect.Number(0)} END";
        }

        private void Level((string Name, string Value)[] columns, string taken = "*", string after = "")
        {
            if (columns.Length == 0) return;
            _made.AddRange(columns.Select(column => column.Name));
            _from = $"(\n  SELECT {taken},\n    {string.Join(",\n    ", columns.Select(column => $"{column.Value} AS {column.Name}"))}\n  FROM {_from}{after}{_dialect.Fence}\n) AS {Prefix}level";
        }

        private string Of(PreparationStep step, int f, List<(string Name, string Value)> logged)
        {
            switch (step)
            {
                case NumberStep number:
                    return _dialect.Number(number.Value);
                case ColumnStep column:
                    return Of(_model.Inputs[column.Input], column.Median);
                case TextStep text:
                    return Of(text);
                case LogStep log:
                    logged.Add((Name('v', f), Of(log.Of, f, logged)));
                    return Log(Name('v', f));
                case JoinStep { Operator: StepOperator.Min } join:
                    return $"LEAST({Of(join.Left, f, logged)}, {Of(join.Right, f, logged)})";
                case JoinStep { Operator: StepOperator.Max } join:
                    return $"GREATEST({Of(join.Left, f, logged)}, {Of(join.Right, f, logged)})";
                case JoinStep join:
                    var (left, right) = (Of(join.Left, f, logged), Of(join.Right, f, logged));
                    return join.MayDivideByZero ? $"CASE WHEN {right} = 0 THEN {_dialect.Number(0)} ELSE {left} / {right} END" : $"({left} {Sign(join.Operator)} {right})";
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private string Of(ExportedInput input, double median)
        {
            var column = $"{Row}.{_dialect.Identifier(input.Name)}";
            if (input.AsOf is not { } asOf) return $"COALESCE(CAST({column} AS {_dialect.Double}), {_dialect.Number(median)})";

            var moment = $"CAST({column} AS {_dialect.Moment})";
            var none = string.Join(", ", ((DateTime[])[new(1899, 12, 30), new(1900, 1, 1), new(1970, 1, 1)]).Select(_dialect.At));
            return $"CASE WHEN {moment} IS NULL OR {moment} IN ({none}) OR {moment} >= {_dialect.At(new DateTime(2100, 1, 1))} THEN {_dialect.Number(median)} ELSE GREATEST({_dialect.DaysBetween(moment, _dialect.At(asOf))}, {_dialect.Number(0)}) END";
        }

        private string Of(TextStep text)
        {
            var cell = $"TRIM(CAST({Row}.{_dialect.Identifier(_model.Inputs[text.Input].Name)} AS {_dialect.Text}))";
            return text.IsFlag
                ? $"CASE WHEN LOWER({cell}) = {_dialect.Literal(text.Text.ToLowerInvariant())} THEN {_dialect.Number(1)} ELSE {_dialect.Number(0)} END"
                : $"CASE WHEN {cell} = {_dialect.Literal(text.Text)} THEN {_dialect.Number(1)} ELSE {_dialect.Number(0)} END";
        }

        /// <summary>ln(1 + x) without loss where x is small (Kahan; Goldberg 1991, theorem 4, doi 10.1145/103162.103163).</summary>
        private static string Log(string name) =>
            $"SIGN({name}) * CASE WHEN 1 + ABS({name}) = 1 THEN ABS({name}) ELSE LN(1 + ABS({name})) * ABS({name}) / ((1 + ABS({name})) - 1) END";

        private static char Sign(StepOperator operation) => operation switch
        {
            StepOperator.Add => '+',
            StepOperator.Subtract => '-',
            StepOperator.Multiply => '*',
            _ => '/',
        };
    }
}
