"""A store in an S3 bucket; nothing outside this folder knows boto3. `open_storage` imports `store`
only for an s3:// URL, for boto3 costs 0.3 s and 25 MB.
"""
